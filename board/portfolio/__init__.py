"""The portfolio: where must I look today?"""

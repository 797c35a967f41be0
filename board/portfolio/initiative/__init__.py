"""An initiative: will it stall, why, and what now?"""

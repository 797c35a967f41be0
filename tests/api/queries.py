"""The queries of the API's conventions that outside checks ask, too."""

LIGHT = """
query Light($first: Int = 50) {
  initiatives(first: $first) {
    nodes {
      id
      title
      status
      owner { name department { name } }
      milestones { title dueOn completedOn }
      shortTermWins { title achievedOn }
      effects { touchpoint { name } }
      stallRisk { probability level }
    }
  }
}
"""

FIELDS = """
fragment Facts on Initiative {
  id
  title
  status
  priority
  startedOn
  targetOn
  caseForChange
  owner { id name department { id name } }
  sponsor { id name }
  milestones { id title dueOn firstDueOn completedOn missedCount owner { id name } }
  shortTermWins { id title achievedOn shared }
  effects { direction strength touchpoint { id name stage { name journey { name } } } }
  stallRisk {
    probability
    level
    rule
    computedOn
    reasons { factor value weight share sentence }
  }
}
"""

CANONICAL = (
    """
query Canonical(
  $first: Int = 20
  $after: String
  $filter: InitiativeFilter
  $orderBy: InitiativeOrder
) {
  initiatives(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount
    edges { cursor node { ...Facts } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
    + FIELDS
)

SINGLE = "query Single($id: ID!) { initiative(id: $id) { ...Facts } }" + FIELDS

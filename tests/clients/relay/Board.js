// A list that loads more of itself, as Relay's components do. The compiler makes the queries of it.

import { graphql } from "relay-runtime";

export const query = graphql`
  query BoardQuery {
    ...Board_initiatives
  }
`;

export const fragment = graphql`
  fragment Board_initiatives on Query
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    filter: { type: "InitiativeFilter" }
  )
  @refetchable(queryName: "BoardPageQuery") {
    initiatives(first: $count, after: $cursor, filter: $filter)
      @connection(key: "Board_initiatives") {
      totalCount
      edges {
        node {
          id
          title
          owner {
            name
          }
        }
      }
    }
  }
`;

export const watched = graphql`
  fragment BoardInitiative_initiative on Initiative @refetchable(queryName: "BoardInitiativeQuery") {
    title
    stallRisk {
      level
    }
  }
`;

export const subscription = graphql`
  subscription BoardSubscription($id: ID!, $after: Int) {
    initiativeChanged(id: $id, after: $after) {
      revision
      initiative {
        ...BoardInitiative_initiative
      }
    }
  }
`;

// Asks twice by Apollo Client's persisted queries, and prints as JSON what went over the wire and
// what came of it. A second client of the same kind follows, as after a page was loaded anew.

import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const { ADDRESS, TOKEN } = process.env;
const QUERY = gql`
  query Names($first: Int) {
    organisation {
      name
    }
    initiatives(first: $first) {
      totalCount
    }
  }
`;

const sent = [];

async function recording(url, options) {
  const response = await fetch(url, options);
  const asked = options.method === "GET" ? new URL(url).search : options.body;
  sent.push({
    method: options.method,
    document: asked.includes("organisation"),
    hash: asked.includes("sha256Hash"),
    status: response.status,
  });
  return response;
}

function client() {
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([
      new PersistedQueryLink({
        sha256: (text) => createHash("sha256").update(text).digest("hex"),
        useGETForHashedQueries: true,
      }),
      new HttpLink({
        uri: `${ADDRESS}/graphql`,
        headers: { authorization: `Bearer ${TOKEN}` },
        fetch: recording,
      }),
    ]),
  });
}

const answers = [];
for (const one of [client(), client()]) {
  for (const first of [1, 2]) {
    const { data, error } = await one.query({ query: QUERY, variables: { first } });
    answers.push(error ? String(error) : data.organisation.name);
  }
}
process.stdout.write(JSON.stringify({ sent, answers }));

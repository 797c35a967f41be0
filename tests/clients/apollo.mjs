// Apollo Client: asks and changes over HTTP, listens by its link for graphql-ws. When its connection is
// lost it is told so, and subscribes again after the last revision.

import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { CHANGES, CREATE, HEADERS, HTTP, START, TOKEN, Told, WS, create, print } from "./listening.mjs";

const socket = createClient({
  url: WS,
  webSocketImpl: WebSocket,
  connectionParams: { authToken: TOKEN },
  retryAttempts: 0,
});
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri: HTTP, headers: HEADERS }),
  ),
});

const { data: started } = await client.query({ query: gql(START) });
const { data: created } = await client.mutate({
  mutation: gql(CREATE),
  variables: { input: { name: "" } },
});
const told = new Told();

function listen(after) {
  const lost = async () => {
    await create("Created while nobody listened");
    listen(told.revision);
  };
  client.subscribe({ query: gql(CHANGES), variables: { after } }).subscribe({
    next: ({ data, error }) => (error ? lost() : told.take(data.changes)),
    error: lost,
  });
}

listen(started.organisation.revision);
await create("Created while listening");
await told.until(1);
socket.terminate();
await told.until(2);
await create("Created at the end");
await told.until(3);
print(started, created, told);
process.exit(0);

// graphql-ws: asks, changes and listens over one WebSocket. Its connection is lost in between, and it
// comes again by itself: it sends the variables as they are then, so `after` is kept up to date.

import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { CHANGES, CREATE, START, TOKEN, Told, WS, create, print } from "./listening.mjs";

const client = createClient({
  url: WS,
  webSocketImpl: WebSocket,
  connectionParams: { authToken: TOKEN },
  retryWait: async () => {
    await create("Created while nobody listened");
  },
});

function once(query, variables) {
  return new Promise((resolve, reject) => {
    let answer;
    client.subscribe(
      { query, variables },
      {
        next: ({ data, errors }) => (errors ? reject(errors) : (answer = data)),
        error: reject,
        complete: () => resolve(answer),
      },
    );
  });
}

const started = await once(START);
const created = await once(CREATE, { input: { name: "" } });
const told = new Told();
const variables = { after: started.organisation.revision };
const stop = client.subscribe(
  { query: CHANGES, variables },
  {
    next: ({ data }) => {
      told.take(data.changes);
      variables.after = told.revision;
    },
    error: (error) => {
      console.error(error);
      process.exit(1);
    },
    complete: () => {},
  },
);
await create("Created while listening");
await told.until(1);
client.terminate();
await told.until(2);
await create("Created at the end");
await told.until(3);
stop();
await client.dispose();
print(started, created, told);

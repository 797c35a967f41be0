// graphql-sse, in the mode of distinct connections: asks, changes and listens by streams. Its stream is
// lost in between, and it comes again by itself: it sends the variables as they are then.

import { createClient } from "graphql-sse";
import { CHANGES, CREATE, HEADERS, HTTP, START, Told, create, print } from "./listening.mjs";

let lose = new AbortController();
const client = createClient({
  url: HTTP,
  headers: HEADERS,
  retryAttempts: 3,
  retry: async () => {
    lose = new AbortController();
    await create("Created while nobody listened");
  },
  fetchFn: (url, options) =>
    fetch(url, { ...options, signal: AbortSignal.any([options.signal, lose.signal]) }),
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
lose.abort();
await told.until(2);
await create("Created at the end");
await told.until(3);
stop();
client.dispose();
print(started, created, told);

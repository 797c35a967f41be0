// urql: asks and changes over HTTP, listens by the same fetch, as a stream of events. When the stream is
// lost it is told so, and subscribes again after the last revision.

import { Client, fetchExchange, gql } from "@urql/core";
import { CHANGES, CREATE, HEADERS, HTTP, START, Told, create, print } from "./listening.mjs";

let lose = new AbortController();
const client = new Client({
  url: HTTP,
  exchanges: [fetchExchange],
  preferGetMethod: false,
  fetchSubscriptions: true,
  fetchOptions: { headers: HEADERS },
  fetch: (url, options) =>
    fetch(url, { ...options, signal: AbortSignal.any([options.signal, lose.signal]) }),
});

const { data: started } = await client.query(gql(START), {}).toPromise();
const { data: created } = await client
  .mutation(gql(CREATE), { input: { name: "" } })
  .toPromise();
const told = new Told();

function listen(after) {
  client.subscription(gql(CHANGES), { after }).subscribe(async ({ data, error }) => {
    if (!error) return told.take(data.changes);
    lose = new AbortController();
    await create("Created while nobody listened");
    listen(told.revision);
  });
}

listen(started.organisation.revision);
await create("Created while listening");
await told.until(1);
lose.abort();
await told.until(2);
await create("Created at the end");
await told.until(3);
print(started, created, told);
process.exit(0);

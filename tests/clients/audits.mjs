// Runs the server audits of graphql-http, and prints what each found as JSON: by id, its name, its
// status ("ok", or "notice", "warn", "error") and the reason if it is not "ok".

import { serverAudits } from "graphql-http";

const { ADDRESS, TOKEN } = process.env;

const audits = serverAudits({
  url: `${ADDRESS}/graphql`,
  fetchFn: (url, options) => {
    const headers = new Headers(options?.headers);
    headers.set("authorization", `Bearer ${TOKEN}`);
    return fetch(url, { ...options, headers });
  },
});

const found = {};
for (const audit of audits) {
  const { status, reason } = await audit.fn();
  found[audit.id] = { name: audit.name, status, reason: reason ?? null };
}
process.stdout.write(JSON.stringify(found));

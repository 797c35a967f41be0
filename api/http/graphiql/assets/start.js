"use strict";

// Without a token, the browser's session asks. A token stays in this tab: it is forgotten when the
// tab is closed.
const STORED = "throughline-token";

const FIRST_QUERY = `# The portfolio at a glance. Ctrl-Enter runs it, Ctrl-Space completes.
query Light {
  initiatives(first: 20) {
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
`;

const form = document.getElementById("token-form");
const input = document.getElementById("token");
const state = document.getElementById("token-state");
const session = document.getElementById("session");
const root = ReactDOM.createRoot(document.getElementById("graphiql"));
let mounts = 0;

async function ask(request, options) {
  const token = sessionStorage.getItem(STORED);
  const response = await fetch("/graphql", {
    method: "POST",
    credentials: token ? "omit" : "same-origin",
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...options?.headers,
      accept: "application/graphql-response+json, application/json, text/event-stream",
      "content-type": "application/json",
    },
    body: JSON.stringify(request),
  });
  state.textContent = response.status === 401 ? "Sign in, or use a token that opens something." : "";
  // Only a subscription is answered as a stream.
  const streams = response.headers.get("content-type").startsWith("text/event-stream");
  return streams ? told(response.body) : response.json();
}

// What is told, message by message, until it is stopped.
async function* told(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      for (const event of events) {
        if (event.startsWith("event: complete")) return;
        const data = event.split("\n").find((line) => line.startsWith("data: "));
        if (data) yield JSON.parse(data.slice("data: ".length));
      }
    }
  } finally {
    reader.cancel();
  }
}

async function tellWho() {
  const asked = "{ viewer { role method person { name } organisation { name } } }";
  const answer = await ask({ query: asked }, {});
  const viewer = answer.data?.viewer;
  const who = viewer && [viewer.person?.name, viewer.role, viewer.organisation.name];
  session.textContent = who ? who.filter(Boolean).join(", ") : "Sign in";
  session.href = viewer?.method === "SESSION" ? "/account" : "/sign-in?return_to=/graphql";
}

function show() {
  // Another key makes another GraphiQL, which reads the schema with the new token.
  mounts += 1;
  tellWho();
  root.render(
    React.createElement(GraphiQL, {
      key: mounts,
      fetcher: ask,
      defaultQuery: FIRST_QUERY,
      defaultEditorToolsVisibility: "variables",
      shouldPersistHeaders: false,
    }),
  );
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const token = input.value.trim();
  if (token) {
    sessionStorage.setItem(STORED, token);
  } else {
    sessionStorage.removeItem(STORED);
  }
  show();
});

input.value = sessionStorage.getItem(STORED) ?? "";
show();

"use strict";

// The token stays in this tab: it is forgotten when the tab is closed.
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
const root = ReactDOM.createRoot(document.getElementById("graphiql"));
let mounts = 0;

async function ask(request, options) {
  const token = sessionStorage.getItem(STORED);
  const response = await fetch("/graphql", {
    method: "POST",
    credentials: "omit",
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...options?.headers,
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
    },
    body: JSON.stringify(request),
  });
  state.textContent = response.status === 401 ? "A token is needed, or this one opens nothing." : "";
  return response.json();
}

function show() {
  // Another key makes another GraphiQL, which reads the schema with the new token.
  mounts += 1;
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

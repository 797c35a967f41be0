// What the programs that listen have in common: whom they ask, what, and how they are answered.

export const { ADDRESS, TOKEN } = process.env;
export const HTTP = `${ADDRESS}/graphql`;
export const WS = HTTP.replace("http", "ws");
export const HEADERS = { authorization: `Bearer ${TOKEN}` };

export const START = "query Start { organisation { name revision } }";
export const CREATE = `
  mutation Create($input: PersonCreateInput!) {
    personCreate(input: $input) {
      revision
      problems { code path }
      person { name }
    }
  }
`;
export const CHANGES = `
  subscription Changes($after: Int) {
    changes(after: $after) {
      outcome
      revision
      events { revision kind }
    }
  }
`;

// Someone else changes something, by a request of their own.
export async function create(name) {
  const response = await fetch(HTTP, {
    method: "POST",
    headers: { ...HEADERS, "content-type": "application/json" },
    body: JSON.stringify({ query: CREATE, variables: { input: { name } } }),
  });
  const { data } = await response.json();
  return data.personCreate.revision;
}

// Keeps what is told, and lets others wait until enough of it was.
export class Told {
  events = [];
  revision = null;
  #waiting = [];

  take({ outcome, revision, events }) {
    if (outcome !== "CHANGES") throw new Error(outcome);
    this.revision = revision;
    this.events.push(...events);
    this.#waiting = this.#waiting.filter(({ enough, done }) => {
      if (this.events.length < enough) return true;
      done();
      return false;
    });
  }

  async until(enough) {
    if (this.events.length >= enough) return;
    await new Promise((done) => this.#waiting.push({ enough, done }));
  }
}

export function print(started, created, told) {
  const { name } = started.organisation;
  const { revision, problems } = created.personCreate;
  // Some libraries ask for the types, too.
  const known = ["name", "revision", "problems", "told", "code", "path", "kind"];
  console.log(JSON.stringify({ name, revision, problems, told: told.events }, known));
}

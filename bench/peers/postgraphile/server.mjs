// PostGraphile 5 as its documentation would have it for production: the Amber preset, Grafserv on
// Node's own HTTP server, prepared statements (the default of 100 a connection), no GraphiQL, no
// watching. What differs from the defaults only helps it: to-many relations are plain lists, every
// column can be ordered by, and mutations and unused tables are left out of the schema.
import { createServer } from "node:http";

import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [databaseUrl, port, poolSize] = process.argv.slice(2);

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["PgMutationCreatePlugin", "PgMutationUpdateDeletePlugin"],
  pgServices: [
    makePgService({
      connectionString: databaseUrl,
      schemas: ["public"],
      poolConfig: { max: Number(poolSize) },
    }),
  ],
  schema: {
    // Plain lists for relations (no edges, no cursors), pages for root fields only.
    defaultBehavior:
      "+orderBy -manyRelation:resource:connection +manyRelation:resource:list -insert -update -delete",
  },
  grafast: { explain: false },
  grafserv: {
    graphiql: false,
    graphqlPath: "/graphql",
    maxRequestLength: 100_000,
    watch: false,
    websockets: false,
  },
};

const server = createServer();
server.on("error", (error) => {
  console.error(error);
  process.exit(1);
});
const instance = postgraphile(preset).createServ(grafserv);
await instance.addTo(server);
server.keepAliveTimeout = 0;
server.listen(Number(port), "127.0.0.1");

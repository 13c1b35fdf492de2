// PostGraphile 5 as its documentation embeds it: one process, one pool of 16 connections, nothing for developers.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["NodePlugin"], // ids of ours are columns
  pgServices: [
    makePgService({ connectionString: process.env.DATABASE, schemas: ["plain"], poolConfig: { max: 16 } }),
  ],
  grafserv: { graphiql: false, graphiqlOnGraphQLGET: false, watch: false, websockets: false },
  grafast: { explain: false },
};

const server = createServer();
const pgl = postgraphile(preset);
await pgl.createServ(grafserv).addTo(server);
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));

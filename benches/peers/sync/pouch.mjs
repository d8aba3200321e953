// The peer: PouchDB on the LevelDB of both sides, through express-pouchdb. `serve FOLDER PORT`, or `client FOLDER URL RECORDS`, which does a step for each word on its standard input and answers with milliseconds.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(`${process.cwd()}/`));
const PouchDB = require('pouchdb');
const [, , word, folder, where, file] = process.argv;
// Whole batches of documents, fewer round trips: what suits it best here (README.md).
const BATCHES = process.env.PEERS_BATCH ? { batch_size: Number(process.env.PEERS_BATCH) } : {};
mkdirSync(folder, { recursive: true });

function serve() {
  const app = require('express')();
  const Folder = PouchDB.defaults({ prefix: `${folder}/` });
  app.use('/', require('express-pouchdb')(Folder, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: `${folder}/log.txt` }));
  app.listen(Number(where), '127.0.0.1', () => console.log('ready'));
}

/** Each line of the file is a record: its id, and its fields. */
function readRecords() {
  return readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => {
    const [id, ...fields] = line.split('\t');
    return Object.fromEntries([['_id', id], ...fields.map((field, at) => [`f${at}`, field])]);
  });
}

async function put(db, records) {
  for (let at = 0; at < records.length; at += 1000) {
    const answers = await db.bulkDocs(records.slice(at, at + 1000));
    if (answers.some((answer) => answer.error)) throw new Error('a record was not kept');
  }
}

/** Every hundredth record with its first two fields exchanged. */
async function change(db, records) {
  const { rows } = await db.allDocs({ keys: records.filter((_, at) => at % 100 === 0).map((record) => record._id), include_docs: true });
  await put(db, rows.map(({ doc }) => ({ ...doc, f0: doc.f1, f1: doc.f0 })));
}

async function client() {
  const near = new PouchDB(`${folder}/near`);
  const fresh = new PouchDB(`${folder}/fresh`);
  const far = new PouchDB(`${where}/bench`);
  const records = readRecords();
  const replicate = async (from, to, expected) => {
    const begun = performance.now();
    const { docs_written, doc_write_failures } = await PouchDB.replicate(from, to, BATCHES);
    const took = performance.now() - begun;
    if (docs_written !== expected || doc_write_failures) throw new Error(`${docs_written} written of ${expected}`);
    return took;
  };
  const few = Math.ceil(records.length / 100);
  const steps = {
    write: async () => (await put(near, records), 0),
    push: () => replicate(near, far, records.length),
    pull: () => replicate(far, fresh, records.length),
    change: async () => (await change(near, records), 0),
    push_changes: () => replicate(near, far, few),
    pull_changes: () => replicate(far, fresh, few),
  };
  console.log(`ready PouchDB ${PouchDB.version}, express-pouchdb ${require('express-pouchdb/package.json').version}, express ${require('express/package.json').version}, Node ${process.version}`);
  for await (const line of createInterface({ input: process.stdin })) console.log(await steps[line.trim()]());
  await Promise.all([near.close(), fresh.close()]);
}

await (word === 'serve' ? serve() : client());

//! PouchDB and express-pouchdb, each a process of its own (`benches/peers/sync/pouch.mjs`).

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use tilik_testkit::record::Record;

use crate::meter::Meter;
use crate::{Round, STEPS};

struct Process {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Begins it and waits until it says that it is ready, and with what.
    fn begin(command: &mut Command) -> (Self, String) {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = said.next().expect("it begins").unwrap();
        (Self { child, said }, ready)
    }

    fn ask(&mut self, step: &str) -> Duration {
        writeln!(self.child.stdin.as_ref().unwrap(), "{step}").unwrap();
        let answer = self.said.next().unwrap_or_else(|| panic!("{step} failed")).unwrap();
        Duration::from_secs_f64(answer.parse::<f64>().unwrap() / 1_000.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Does every step once, with fresh files on both sides, and says with which versions.
pub fn measure(records: &[Record], script: &Path, modules: &Path) -> (Round, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("records.tsv");
    let lines = records.iter().map(|record| {
        let fields = record.fields.join("\t");
        format!("{}\t{fields}\n", record.id().0.simple())
    });
    std::fs::write(&file, lines.collect::<String>()).unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let node = |word: &str, side: &str| {
        let mut command = Command::new("node");
        command.current_dir(modules).arg(script).arg(word).arg(folder.path().join(side));
        command
    };
    let (_server, _) = Process::begin(node("serve", "server").arg(port.to_string()));
    let meter = Meter::to(format!("127.0.0.1:{port}"));
    let address = format!("http://{}", meter.address());
    let (mut client, ready) = Process::begin(node("client", "client").arg(address).arg(&file));
    client.ask("write");
    let steps = STEPS.map(|step| {
        if step == "push_changes" {
            client.ask("change");
        }
        meter.watch(|| client.ask(step))
    });
    (steps, ready.trim_start_matches("ready ").to_owned())
}

//! Something between a laptop and a server, on this machine, that counts what goes through. The same for ours and for the peer.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What a step took, and what it had on the line, both ways together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measured {
    pub time: Duration,
    pub bytes: u64,
}

pub struct Meter {
    address: String,
    through: Arc<AtomicU64>,
}

impl Meter {
    pub fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let through = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&through);
        thread::spawn(move || {
            for near in listener.incoming() {
                let near = near.unwrap();
                let Ok(far) = TcpStream::connect(&server) else { continue };
                near.set_nodelay(true).unwrap();
                far.set_nodelay(true).unwrap();
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let counted = Arc::clone(&counted);
                    thread::spawn(move || carry(from, to, &counted));
                }
            }
        });
        Self { address, through }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Does a step, which says itself how long it took.
    pub fn watch(&self, step: impl FnOnce() -> Duration) -> Measured {
        let before = self.through.load(Ordering::SeqCst);
        let time = step();
        Measured { time, bytes: self.through.load(Ordering::SeqCst) - before }
    }

    pub fn time(&self, step: impl FnOnce()) -> Measured {
        self.watch(|| {
            let begun = Instant::now();
            step();
            begun.elapsed()
        })
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, through: &AtomicU64) {
    let mut bytes = [0; 64 << 10];
    while let Ok(read) = from.read(&mut bytes) {
        through.fetch_add(read as u64, Ordering::SeqCst);
        if read == 0 || to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

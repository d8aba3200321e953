//! Something between a laptop and the server that breaks connections, each after so many bytes both ways together.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::thread;

pub struct Proxy {
    port: u16,
    broken: Arc<AtomicUsize>,
}

impl Proxy {
    /// The first connections break after these bytes; those behind them hold.
    pub fn to(server: u16, cuts: Vec<i64>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let broken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&broken);
        thread::spawn(move || {
            let mut cuts = cuts.into_iter();
            for near in listener.incoming() {
                let near = near.unwrap();
                let Ok(far) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let left = Arc::new(AtomicI64::new(cuts.next().unwrap_or(i64::MAX)));
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let (left, counted) = (Arc::clone(&left), Arc::clone(&counted));
                    thread::spawn(move || carry(from, to, &left, &counted));
                }
            }
        });
        Self { port, broken }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn count_broken(&self) -> usize {
        self.broken.load(Ordering::SeqCst)
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, left: &AtomicI64, broken: &AtomicUsize) {
    let mut bytes = [0; 1_024];
    while let Ok(read) = from.read(&mut bytes) {
        let size = i64::try_from(read).unwrap();
        let before = left.fetch_sub(size, Ordering::SeqCst);
        // What still fits goes through: the break is within a message.
        let through = usize::try_from(before.clamp(0, size)).unwrap();
        if read == 0 || to.write_all(&bytes[..through]).is_err() || through < read {
            if before > 0 && through < read {
                broken.fetch_add(1, Ordering::SeqCst);
            }
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

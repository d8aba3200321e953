//! Something between a laptop and the server that is as slow as it is told and breaks as it is told, by what it carried and not by the clock.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tilik_testkit::Chance;

/// How fast a line is.
#[derive(Clone, Copy)]
pub struct Speed {
    pub bytes_a_second: u64,
    /// From one end to the other.
    pub delay: Duration,
}

/// What happens on a line.
pub struct Weather {
    /// None: as fast as this machine.
    pub speed: Option<Speed>,
    /// The line breaks each time that it carried so many bytes more, both ways together; after the last it holds.
    pub cuts: Box<dyn Iterator<Item = u64> + Send>,
    /// In how many of 1,000 answers the line breaks when their first byte comes.
    pub answers_lost: usize,
    pub seed: u64,
}

impl Weather {
    /// It breaks after these bytes, first within a message, later between two.
    pub fn cut_after(cuts: Vec<u64>) -> Self {
        Self { speed: None, cuts: Box::new(cuts.into_iter()), answers_lost: 0, seed: 0 }
    }
}

struct State {
    left: u64,
    cuts: Box<dyn Iterator<Item = u64> + Send>,
    chance: Chance,
    answers_lost: usize,
}

#[derive(Default)]
struct Told {
    carried: AtomicU64,
    broken: AtomicUsize,
    lost: AtomicUsize,
}

/// The line.
pub struct Proxy {
    port: u16,
    told: Arc<Told>,
}

impl Proxy {
    /// A line to the server at this port.
    pub fn to(server: u16, mut weather: Weather) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let told = Arc::new(Told::default());
        let (speed, left) = (weather.speed, weather.cuts.next().unwrap_or(u64::MAX));
        let chance = Chance::of(weather.seed);
        let state = State { left, cuts: weather.cuts, chance, answers_lost: weather.answers_lost };
        let (state, kept) = (Arc::new(Mutex::new(state)), Arc::clone(&told));
        thread::spawn(move || {
            for near in listener.incoming() {
                let near = near.unwrap();
                let Ok(far) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                for end in [&near, &far] {
                    end.set_nodelay(true).unwrap();
                }
                let asked = Arc::new(AtomicBool::new(false));
                for (from, to, is_answer) in [(&near, &far, false), (&far, &near, true)] {
                    let (state, told, asked) = (Arc::clone(&state), Arc::clone(&kept), Arc::clone(&asked));
                    let way = Way { state, told, asked, is_answer, to: to.try_clone().unwrap() };
                    let from = from.try_clone().unwrap();
                    let (send, receive) = channel();
                    thread::spawn(move || read(from, speed, &send));
                    thread::spawn(move || way.carry(&receive));
                }
            }
        });
        Self { port, told }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How often it broke by bytes.
    pub fn count_broken(&self) -> usize {
        self.told.broken.load(Ordering::SeqCst)
    }

    /// How many answers it lost.
    pub fn count_lost(&self) -> usize {
        self.told.lost.load(Ordering::SeqCst)
    }

    /// Bytes that it carried, both ways, heads of HTTP too.
    pub fn carried(&self) -> u64 {
        self.told.carried.load(Ordering::SeqCst)
    }
}

/// Takes bytes in as fast as the line bears, and says when each arrives.
fn read(mut from: TcpStream, speed: Option<Speed>, send: &Sender<(Instant, Vec<u8>)>) {
    let mut bytes = [0; 1_024];
    while let Ok(size @ 1..) = from.read(&mut bytes) {
        if let Some(speed) = speed {
            thread::sleep(Duration::from_nanos(size as u64 * 1_000_000_000 / speed.bytes_a_second));
        }
        let due = Instant::now() + speed.map_or(Duration::ZERO, |speed| speed.delay);
        if send.send((due, bytes[..size].to_vec())).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Read);
}

/// One way of a connection.
struct Way {
    state: Arc<Mutex<State>>,
    told: Arc<Told>,
    /// Whether the laptop spoke last.
    asked: Arc<AtomicBool>,
    is_answer: bool,
    to: TcpStream,
}

impl Way {
    fn carry(mut self, receive: &Receiver<(Instant, Vec<u8>)>) {
        while let Ok((due, bytes)) = receive.recv() {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let through = self.bear(bytes.len());
            if self.to.write_all(&bytes[..through]).is_err() || through < bytes.len() {
                break;
            }
        }
        let _ = self.to.shutdown(Shutdown::Both);
    }

    /// How many of so many bytes go through before the line breaks.
    fn bear(&self, size: usize) -> usize {
        let mut state = self.state.lock().unwrap();
        if !self.is_answer {
            self.asked.store(true, Ordering::SeqCst);
        } else if self.asked.swap(false, Ordering::SeqCst) && state.chance.below(1_000) < state.answers_lost {
            self.told.lost.fetch_add(1, Ordering::SeqCst);
            self.told.carried.fetch_add(size as u64, Ordering::SeqCst);
            return 0;
        }
        if size as u64 <= state.left {
            state.left -= size as u64;
            self.told.carried.fetch_add(size as u64, Ordering::SeqCst);
            return size;
        }
        let through = state.left;
        state.left = state.cuts.next().unwrap_or(u64::MAX);
        self.told.broken.fetch_add(1, Ordering::SeqCst);
        self.told.carried.fetch_add(through, Ordering::SeqCst);
        usize::try_from(through).unwrap()
    }
}

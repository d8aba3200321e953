//! The streams of a file packed, on all cores. The library packs one after another at the slowest setting, which for hundreds of sheets takes longer
//! than everything else together.

use std::io::Write as _;
use std::thread;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Document, Stream};

use crate::error::FormsError;

/// A few percent larger than the best, several times as fast.
const LEVEL: u32 = 5;

/// What a packed stream costs in its dictionary, bytes: shorter ones stay as they are.
const OVERHEAD: usize = 19;

/// Cores beyond this many do not help a laptop's disk.
const MOST_THREADS: usize = 4;

/// Packs every stream that has no filter. The outcome does not depend on the number of cores.
pub(super) fn pack(document: &mut Document) -> Result<(), FormsError> {
    let mut streams: Vec<&mut Stream> = document
        .objects
        .values_mut()
        .filter_map(|object| object.as_stream_mut().ok())
        .filter(|stream| stream.allows_compression && stream.dict.get(b"Filter").is_err())
        .collect();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let share = streams.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> = streams.chunks_mut(share).map(|part| scope.spawn(|| pack_all(part))).collect();
        for worker in workers {
            let packed = worker.join().map_err(|_| FormsError::Pdf("packing stopped".to_owned()))?;
            packed.map_err(|error| FormsError::Pdf(error.to_string()))?;
        }
        Ok(())
    })
}

fn pack_all(streams: &mut [&mut Stream]) -> std::io::Result<()> {
    for stream in streams {
        let room = Vec::with_capacity(stream.content.len() / 3);
        let mut encoder = ZlibEncoder::new(room, Compression::new(LEVEL));
        encoder.write_all(&stream.content)?;
        let mut packed = encoder.finish()?;
        if packed.len() + OVERHEAD < stream.content.len() {
            packed.shrink_to_fit();
            stream.dict.set("Filter", "FlateDecode");
            stream.set_content(packed);
        }
    }
    Ok(())
}

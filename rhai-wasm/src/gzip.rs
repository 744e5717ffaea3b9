//! The compressor of the SDK: the same crate gives the same bytes.

use flate2::write::GzEncoder;
use flate2::Compression;
use std::io::Write;

pub fn compress(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}

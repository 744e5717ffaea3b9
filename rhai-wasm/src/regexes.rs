//! The `regex` crate of the SDK, offered to the host as it is.

use crate::host::fill_outbox;
use crate::wire::Writer;
use regex::Regex;
use std::cell::RefCell;

const ABSENT: u32 = u32::MAX;

thread_local! {
    static REGEXES: RefCell<Vec<Option<Regex>>> = const { RefCell::new(Vec::new()) };
}

/// 1 and the regex's number, or 0 and the crate's error text.
pub fn compile(pattern: &str) -> usize {
    let mut writer = Writer::default();
    match Regex::new(pattern) {
        Ok(regex) => REGEXES.with_borrow_mut(|regexes| {
            writer.u8(1);
            writer.u32(regexes.len() as u32);
            regexes.push(Some(regex));
        }),
        Err(error) => {
            writer.u8(0);
            writer.text(&error.to_string());
        }
    }
    fill_outbox(writer.bytes)
}

fn with_regex<T>(id: u32, body: impl FnOnce(&Regex) -> T) -> T {
    REGEXES.with_borrow(|regexes| body(regexes[id as usize].as_ref().expect("the regex is not dropped")))
}

pub fn is_match(id: u32, text: &str) -> bool {
    with_regex(id, |regex| regex.is_match(text))
}

/// Number of groups, then for every match the byte offsets of each group, up to `limit` matches (0 for all).
pub fn find_all(id: u32, text: &str, limit: usize) -> usize {
    let mut writer = Writer::default();
    with_regex(id, |regex| {
        writer.u32(regex.captures_len() as u32);
        let limit = if limit == 0 { usize::MAX } else { limit };
        for captures in regex.captures_iter(text).take(limit) {
            for group in captures.iter() {
                writer.u32(group.map_or(ABSENT, |found| found.start() as u32));
                writer.u32(group.map_or(ABSENT, |found| found.end() as u32));
            }
        }
    });
    fill_outbox(writer.bytes)
}

pub fn replace(id: u32, text: &str, replacement: &str, limit: usize) -> usize {
    with_regex(id, |regex| fill_outbox(regex.replacen(text, limit, replacement).into_owned().into_bytes()))
}

pub fn drop_regex(id: u32) {
    REGEXES.with_borrow_mut(|regexes| {
        if let Some(slot) = regexes.get_mut(id as usize) {
            *slot = None;
        }
    });
}

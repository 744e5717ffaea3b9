//! Values on their way between the engine and the host: one tag byte each, little-endian, see README.md.

use crate::host;
use crate::sdk;
use rhai::{Dynamic, FnPtr};
use std::cell::RefCell;

const UNIT: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INT: u8 = 3;
const FLOAT: u8 = 4;
const CHAR: u8 = 5;
const STRING: u8 = 6;
const BLOB: u8 = 7;
const ARRAY: u8 = 8;
const MAP: u8 = 9;
const NUMBER: u8 = 10;
const FUNCTION: u8 = 11;
const OBJECT: u8 = 12;
const OTHER: u8 = 13;

thread_local! {
    /// Values that the host can only hold by number, for as long as the call that showed them to it.
    static LENT: RefCell<Vec<Dynamic>> = const { RefCell::new(Vec::new()) };
}

/// How many values the host holds by number; with [`release_lent`] this brackets a call.
pub fn lent_count() -> usize {
    LENT.with_borrow(Vec::len)
}

/// Takes back what was lent since [`lent_count`] said `count`.
pub fn release_lent(count: usize) {
    let given_up = LENT.with_borrow_mut(|lent| lent.split_off(count.min(lent.len())));
    drop(given_up);
}

/// The function pointer that the host knows by this number.
pub fn lent_function(id: u32) -> Option<FnPtr> {
    LENT.with_borrow(|lent| lent.get(id as usize).and_then(|value| value.clone().try_cast::<FnPtr>()))
}

fn lend(value: &Dynamic) -> u32 {
    LENT.with_borrow_mut(|lent| {
        lent.push(value.clone());
        (lent.len() - 1) as u32
    })
}

#[derive(Default)]
pub struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn f64(&mut self, value: f64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    pub fn text(&mut self, value: &str) {
        self.u32(value.len() as u32);
        self.bytes.extend_from_slice(value.as_bytes());
    }

    pub fn blob(&mut self, value: &[u8]) {
        self.u32(value.len() as u32);
        self.bytes.extend_from_slice(value);
    }

    pub fn optional_text(&mut self, value: Option<&str>) {
        self.u8(u8::from(value.is_some()));
        if let Some(text) = value {
            self.text(text);
        }
    }

    pub fn position(&mut self, position: rhai::Position) {
        self.u32(position.line().unwrap_or(0) as u32);
        self.u32(position.position().unwrap_or(0) as u32);
    }

    pub fn value(&mut self, value: &Dynamic) {
        if value.is_shared() {
            // A captured variable: its content crosses, not the sharing.
            self.value(&value.flatten_clone());
        } else if value.is_unit() {
            self.u8(UNIT);
        } else if let Ok(flag) = value.as_bool() {
            self.u8(if flag { TRUE } else { FALSE });
        } else if let Ok(int) = value.as_int() {
            self.u8(INT);
            self.bytes.extend_from_slice(&int.to_le_bytes());
        } else if let Ok(float) = value.as_float() {
            self.u8(FLOAT);
            self.f64(float);
        } else if let Ok(character) = value.as_char() {
            self.u8(CHAR);
            self.u32(character as u32);
        } else if let Ok(text) = value.as_immutable_string_ref() {
            self.u8(STRING);
            self.text(&text);
        } else if let Ok(bytes) = value.as_blob_ref() {
            self.u8(BLOB);
            self.u32(bytes.len() as u32);
            self.bytes.extend_from_slice(&bytes);
        } else if let Ok(items) = value.as_array_ref() {
            self.u8(ARRAY);
            self.u32(items.len() as u32);
            items.iter().for_each(|item| self.value(item));
        } else if let Ok(entries) = value.as_map_ref() {
            self.u8(MAP);
            self.u32(entries.len() as u32);
            for (key, item) in entries.iter() {
                self.text(key);
                self.value(item);
            }
        } else {
            self.opaque(value);
        }
    }

    fn opaque(&mut self, value: &Dynamic) {
        if let Some((type_index, id)) = sdk::object_of(value) {
            self.u8(OBJECT);
            self.u32(type_index);
            self.u32(id);
        } else if let Some((kind, bits)) = number_of(value) {
            self.u8(NUMBER);
            self.u8(kind);
            self.bytes.extend_from_slice(&bits.to_le_bytes());
        } else if let Some(function) = value.read_lock::<FnPtr>() {
            self.u8(FUNCTION);
            self.u32(lend(value));
            self.text(function.fn_name());
        } else {
            self.u8(OTHER);
            self.u32(lend(value));
            self.text(host::type_name(value));
            self.text(&value.to_string());
        }
    }
}

/// Rust integers that Rhai has no operators for, in the order of their wire numbers; bits are sign-extended.
macro_rules! numbers {
    ($($kind:literal => $type:ty),* $(,)?) => {
        fn number_of(value: &Dynamic) -> Option<(u8, u64)> {
            $( if let Some(number) = value.read_lock::<$type>() { return Some(($kind, *number as i64 as u64)); } )*
            value.read_lock::<f32>().map(|number| (FLOAT32, u64::from(number.to_bits())))
        }

        fn number_from(kind: u8, bits: u64) -> Dynamic {
            match kind {
                $( $kind => Dynamic::from(bits as $type), )*
                FLOAT32 => Dynamic::from(f32::from_bits(bits as u32)),
                _ => panic!("number kind {kind} is unknown"),
            }
        }

        pub fn number_type_id(kind: u8) -> std::any::TypeId {
            match kind {
                $( $kind => std::any::TypeId::of::<$type>(), )*
                FLOAT32 => std::any::TypeId::of::<f32>(),
                _ => panic!("number kind {kind} is unknown"),
            }
        }
    };
}

const FLOAT32: u8 = 8;
numbers! { 0 => u8, 1 => u16, 2 => u32, 3 => u64, 4 => usize, 5 => i8, 6 => i16, 7 => i32 }

pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, rest) = self.bytes.split_at(count);
        self.bytes = rest;
        head
    }

    fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().expect("N bytes were taken")
    }

    pub fn u8(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    pub fn f64(&mut self) -> f64 {
        f64::from_le_bytes(self.array())
    }

    pub fn text(&mut self) -> &'a str {
        let length = self.u32() as usize;
        std::str::from_utf8(self.take(length)).expect("the host sends UTF-8")
    }

    pub fn blob(&mut self) -> &'a [u8] {
        let length = self.u32() as usize;
        self.take(length)
    }

    pub fn value(&mut self) -> Dynamic {
        match self.u8() {
            UNIT => Dynamic::UNIT,
            FALSE => Dynamic::FALSE,
            TRUE => Dynamic::TRUE,
            INT => Dynamic::from(i64::from_le_bytes(self.array())),
            FLOAT => Dynamic::from(self.f64()),
            CHAR => Dynamic::from(char::from_u32(self.u32()).expect("the host sends Unicode scalar values")),
            STRING => Dynamic::from(rhai::ImmutableString::from(self.text())),
            BLOB => {
                let length = self.u32() as usize;
                Dynamic::from_blob(self.take(length).to_vec())
            }
            ARRAY => {
                let count = self.u32();
                Dynamic::from_array((0..count).map(|_| self.value()).collect())
            }
            MAP => {
                let count = self.u32();
                Dynamic::from_map((0..count).map(|_| (self.text().into(), self.value())).collect())
            }
            NUMBER => {
                let kind = self.u8();
                number_from(kind, u64::from_le_bytes(self.array()))
            }
            FUNCTION | OTHER => {
                let id = self.u32() as usize;
                LENT.with_borrow(|lent| lent.get(id).cloned()).unwrap_or(Dynamic::UNIT)
            }
            OBJECT => {
                let type_index = self.u32();
                sdk::object_from(type_index, self.u32())
            }
            tag => panic!("value tag {tag} is unknown"),
        }
    }
}

//! SDK objects as the engine sees them: one Rust type each, found by the number the host gave it.

use rhai::{Dynamic, Engine};
use sdk_handle::{Handle, SdkObject};
use std::any::{type_name, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// What can be done with a type without knowing it.
#[derive(Clone, Copy)]
struct Operations {
    type_id: fn() -> TypeId,
    rust_name: fn() -> &'static str,
    wrap: fn(Handle) -> Dynamic,
    id: fn(&Dynamic) -> Option<u32>,
    replace: fn(&mut Dynamic, Handle),
    name: fn(&mut Engine, &str),
}

impl Operations {
    const fn of<T: SdkObject>() -> Self {
        Self {
            type_id: TypeId::of::<T>,
            rust_name: type_name::<T>,
            wrap: |handle| Dynamic::from(T::wrap(handle)),
            id: |value| value.read_lock::<T>().map(|object| object.id()),
            replace: |value, handle| {
                if let Some(mut object) = value.write_lock::<T>() {
                    *object = T::wrap(handle);
                }
            },
            name: |engine, name| {
                engine.register_type_with_name::<T>(name);
            },
        }
    }
}

/// Makes an SDK type of a type of the Rust library, whose value has to carry the number: such objects live as long as the run.
macro_rules! borrowed_type {
    ($wrapper:ident, $type:ty, |$id:ident| $make:expr, |$value:ident| $read:expr) => {
        struct $wrapper;
        impl $wrapper {
            const OPERATIONS: Operations = Operations {
                type_id: TypeId::of::<$type>,
                rust_name: type_name::<$type>,
                wrap: |handle| {
                    let $id = handle.leak();
                    let value: $type = $make;
                    Dynamic::from(value)
                },
                id: |value| value.read_lock::<$type>().map(|$value| $read),
                replace: |value, handle| {
                    if let Some(mut object) = value.write_lock::<$type>() {
                        let $id = handle.leak();
                        *object = $make;
                    }
                },
                name: |engine, name| {
                    engine.register_type_with_name::<$type>(name);
                },
            };
        }
    };
}

borrowed_type!(DurationType, Duration, |id| Duration::from_secs(id.into()), |value| value.as_secs() as u32);
borrowed_type!(SocketAddrType, SocketAddr, |id| SocketAddr::from((Ipv4Addr::from(id), 0)), |value| match *value {
    SocketAddr::V4(address) => u32::from(*address.ip()),
    SocketAddr::V6(_) => 0,
});
borrowed_type!(
    DimensionsType,
    HashMap<String, String>,
    |id| HashMap::from([(String::new(), id.to_string())]),
    |value| value.get("").and_then(|id| id.parse().ok()).unwrap_or(0)
);

/// Spare types, for what a catalog names and `types/sdk-types.txt` does not.
#[derive(Clone)]
struct Spare<const N: usize>(Handle);

impl<const N: usize> SdkObject for Spare<N> {
    fn wrap(handle: Handle) -> Self {
        Self(handle)
    }
    fn id(&self) -> u32 {
        self.0.id()
    }
}

macro_rules! spares {
    ($($n:literal)*) => { const SPARES: &[Operations] = &[$(Operations::of::<Spare<$n>>()),*]; };
}
spares! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 }

macro_rules! named_types {
    ($($path:path,)*) => {
        const NAMED: &[Operations] = &[
            $(Operations::of::<$path>(),)*
            DurationType::OPERATIONS,
            SocketAddrType::OPERATIONS,
            DimensionsType::OPERATIONS,
        ];
    };
}
crate::for_each_sdk_type!(named_types);

#[derive(Default)]
struct Types {
    /// By the host's number.
    operations: Vec<Operations>,
    numbers: HashMap<TypeId, u32>,
    spares_used: usize,
}

thread_local! {
    static TYPES: RefCell<Types> = RefCell::default();
}

/// Gives the next number to the type with this Rust path and makes the engine show it under `shown`.
pub fn add_type(engine: &mut Engine, rust_name: &str, shown: &str) {
    TYPES.with_borrow_mut(|types| {
        let named = NAMED.iter().find(|operations| (operations.rust_name)() == rust_name);
        let operations = *named.unwrap_or_else(|| {
            types.spares_used += 1;
            SPARES.get(types.spares_used - 1).expect("more unknown SDK types than spare ones")
        });
        (operations.name)(engine, shown);
        types.numbers.insert((operations.type_id)(), types.operations.len() as u32);
        types.operations.push(operations);
    });
}

fn operations(type_index: u32) -> Operations {
    TYPES.with_borrow(|types| types.operations[type_index as usize])
}

pub fn type_id(type_index: u32) -> TypeId {
    (operations(type_index).type_id)()
}

/// Number of the type and of the object, for values that are SDK objects.
pub fn object_of(value: &Dynamic) -> Option<(u32, u32)> {
    let type_index = TYPES.with_borrow(|types| types.numbers.get(&value.type_id()).copied())?;
    (operations(type_index).id)(value).map(|id| (type_index, id))
}

/// Takes over one reference to the host's object.
pub fn object_from(type_index: u32, id: u32) -> Dynamic {
    (operations(type_index).wrap)(Handle::new(id))
}

/// Puts another host object in the place of this one.
pub fn replace(value: &mut Dynamic, type_index: u32, id: u32) {
    (operations(type_index).replace)(value, Handle::new(id));
}

//! The inside of every SDK object: a counted reference to an object that the host keeps.

use std::rc::Rc;

#[link(wasm_import_module = "host")]
extern "C" {
    /// The engine no longer holds the object under this number.
    fn release(id: u32);
}

struct Inner(u32);

impl Drop for Inner {
    fn drop(&mut self) {
        // SAFETY: the import takes a plain number and has no other contract.
        unsafe { release(self.0) }
    }
}

/// A counted reference to a host object; clones are the same object.
#[derive(Clone)]
pub struct Handle(Rc<Inner>);

impl Handle {
    /// Takes over one reference to the object with this number.
    pub fn new(id: u32) -> Self {
        Self(Rc::new(Inner(id)))
    }

    pub fn id(&self) -> u32 {
        self.0 .0
    }

    /// Gives up counting: the host keeps the object until the run ends.
    pub fn leak(self) -> u32 {
        let id = self.id();
        std::mem::forget(self);
        id
    }
}

/// A type of the SDK: nothing but a handle under the right name.
pub trait SdkObject: Clone + 'static {
    fn wrap(handle: Handle) -> Self;
    fn id(&self) -> u32;
}

/// Defines SDK types at the place where the macro is used.
#[macro_export]
macro_rules! sdk_types {
    ($($name:ident),* $(,)?) => {
        $(
            #[derive(Clone)]
            pub struct $name($crate::Handle);

            impl $crate::SdkObject for $name {
                fn wrap(handle: $crate::Handle) -> Self {
                    Self(handle)
                }
                fn id(&self) -> u32 {
                    self.0.id()
                }
            }
        )*
    };
}

//! Stands in for the `web-time` crate, which Rhai uses on WebAssembly: `Instant` reads the run's virtual clock.

use std::ops::{Add, AddAssign, Sub, SubAssign};
pub use std::time::Duration;

#[link(wasm_import_module = "host")]
extern "C" {
    /// Microseconds on the run's monotonic clock.
    fn monotonic_us() -> f64;
}

/// Nanoseconds on the run's monotonic clock; may lie before its start, as on Linux.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i128);

impl Instant {
    pub fn now() -> Self {
        // SAFETY: the import takes nothing and returns a plain number.
        Self(unsafe { monotonic_us() } as i128 * 1000)
    }

    /// Time since `earlier`, zero when that lies in the future.
    pub fn duration_since(&self, earlier: Self) -> Duration {
        let nanos = (self.0 - earlier.0).max(0) as u128;
        Duration::new((nanos / 1_000_000_000) as u64, (nanos % 1_000_000_000) as u32)
    }

    pub fn elapsed(&self) -> Duration {
        Self::now().duration_since(*self)
    }

    /// The reach is that of the runner: 64 bits of seconds.
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        within_reach(self.0 + duration.as_nanos() as i128)
    }

    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        within_reach(self.0 - duration.as_nanos() as i128)
    }
}

fn within_reach(nanos: i128) -> Option<Instant> {
    i64::try_from(nanos.div_euclid(1_000_000_000)).ok().map(|_| Instant(nanos))
}

impl Add<Duration> for Instant {
    type Output = Self;
    fn add(self, duration: Duration) -> Self {
        self.checked_add(duration).expect("overflow when adding duration to instant")
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;
    fn sub(self, duration: Duration) -> Self {
        self.checked_sub(duration).expect("overflow when subtracting duration from instant")
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl Sub<Instant> for Instant {
    type Output = Duration;
    fn sub(self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }
}

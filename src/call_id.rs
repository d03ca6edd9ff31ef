//! The id of a call, on the JavaScript thread and on the threads of the runtime.

use std::hash::{Hash, Hasher};

/// A call of an environment: the number of its client, and the number that the client gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallId {
    pub client: u32,
    pub call: u32,
}

impl Hash for CallId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64((u64::from(self.client) << 32) | u64::from(self.call));
    }
}

/// The numbers are our own counters, so no caller can choose ids that collide. A multiplication
/// spreads them.
#[derive(Default)]
pub struct CallHasher(u64);

impl Hasher for CallHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(self.0 ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // 2^64 divided by the golden ratio. The table uses the highest bits and the lowest.
        let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}

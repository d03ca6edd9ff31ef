//! Keeps the C library's name lookup from reading variables on the threads that look names up.
//!
//! glibc reads `LOCALDOMAIN`, `RES_OPTIONS` and others when it loads its configuration, and `HOSTALIASES` at
//! every lookup of a name without dots, such as a container's. Where JavaScript sets a variable meanwhile, that
//! is a use after free. So the configuration is loaded on the thread that runs JavaScript, and `HOSTALIASES`, of
//! which a baseUrl has no need, is not looked at. What remains out of reach is what a plug-in of the name
//! service reads by itself, and an `/etc/resolv.conf` that is loaded again because it has changed. Other C
//! libraries read no variables here, or guard them with a lock.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) use self::glibc::{load, prepare_thread};

/// Loads the configuration of name lookups, once per process. To be called on the thread that runs JavaScript,
/// before any lookup.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) const fn load() {}

/// Gives this thread the resolver's configuration as it is now. To be called before each lookup, on the same
/// thread.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) const fn prepare_thread() {}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod glibc {
    use std::ffi::{c_int, c_ulong};
    use std::net::ToSocketAddrs;
    use std::sync::Once;

    /// How `struct __res_state` begins, in `<bits/types/res_state.h>`. It has kept its layout since glibc 2.0.
    #[repr(C)]
    struct State {
        retransmission_interval: c_int,
        retries: c_int,
        options: c_ulong,
    }

    /// Of `<resolv.h>`: the state is set up.
    const RES_INIT: c_ulong = 0x0001;
    /// Of `<resolv.h>`: shuts off `HOSTALIASES`.
    const RES_NOALIASES: c_ulong = 0x1000;

    // What the macros `_res`, `res_ninit` and `res_nclose` of `<resolv.h>` stand for.
    unsafe extern "C" {
        /// The state of the calling thread.
        safe fn __res_state() -> *mut State;
        fn __res_ninit(state: *mut State) -> c_int;
        fn __res_nclose(state: *mut State);
    }

    /// What no name server is asked for, as it has empty labels (RFC 1035, section 2.3.1).
    const NO_NAME: &str = "..";

    /// Loads the configuration of name lookups, once per process. To be called on the thread that runs
    /// JavaScript, before any lookup.
    pub(crate) fn load() {
        static LOADED: Once = Once::new();
        // A lookup loads all of it. This one ends without a message to anybody, in a twentieth of a millisecond.
        LOADED.call_once(|| {
            let _ = (NO_NAME, 0).to_socket_addrs();
        });
    }

    /// Gives this thread the resolver's configuration as it is now. To be called before each lookup, on the
    /// same thread.
    pub(crate) fn prepare_thread() {
        let state = __res_state();
        // SAFETY: the pointer is to this thread's state, which lives as long as the thread. No other thread uses
        // it, and no lookup runs on this thread now.
        //
        // Unlike a first lookup, `__res_ninit` reads no variables while `/etc/resolv.conf` is unchanged. The C
        // library does not renew a state with options of its own when the file changes, so it is made again for
        // each lookup.
        unsafe {
            if (*state).options & RES_INIT != 0 {
                __res_nclose(state);
            }
            if __res_ninit(state) == 0 {
                (*state).options |= RES_NOALIASES;
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use std::thread;

        use super::*;

        fn options() -> c_ulong {
            // SAFETY: as in `prepare_thread`.
            unsafe { (*__res_state()).options }
        }

        #[test]
        fn a_prepared_thread_has_the_systems_options_and_no_aliases() {
            let expected = thread::spawn(|| {
                // Sets the state up as the C library does by itself.
                assert!((NO_NAME, 0).to_socket_addrs().is_err());
                options()
            });
            let expected = expected.join().expect("a thread");
            thread::spawn(move || {
                for _ in 0..3 {
                    prepare_thread();
                    assert_eq!(options(), expected | RES_INIT | RES_NOALIASES);
                    let found = "localhost:0".to_socket_addrs().expect("addresses");
                    assert!(found.into_iter().all(|address| address.ip().is_loopback()));
                    assert_eq!(options(), expected | RES_INIT | RES_NOALIASES);
                }
            })
            .join()
            .expect("a thread");
        }

        #[test]
        fn many_lookups_leave_nothing_behind() {
            let resident = || {
                let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux");
                pages
                    .split(' ')
                    .nth(1)
                    .and_then(|pages| pages.parse::<usize>().ok())
                    .expect("pages")
            };
            prepare_thread();
            let before = resident();
            for _ in 0..50_000 {
                prepare_thread();
            }
            let grown = resident().saturating_sub(before);
            // Other tests run beside; a leak of each would be 7,000 pages.
            assert!(grown < 4000, "{grown} pages");
        }
    }
}

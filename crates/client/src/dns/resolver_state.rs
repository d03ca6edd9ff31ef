//! Keeps the C library from reading environment variables on the threads that look names up.
//!
//! glibc reads `LOCALDOMAIN`, `RES_OPTIONS` and others when it loads its configuration, and
//! `HOSTALIASES` in every lookup of a name without dots, such as the name of a container. If
//! JavaScript sets a variable at that moment, it is a use after free. So the configuration is
//! loaded on the thread that runs JavaScript, and `HOSTALIASES` is ignored; no baseUrl needs it.
//! Two reads remain: those of a plug-in of the name service, and those after `/etc/resolv.conf` has
//! changed. Other C libraries read no variables here, or guard them with a lock.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) use self::glibc::{load, prepare_thread};

/// Loads the configuration of name lookups, once per process. Call it on the thread that runs
/// JavaScript, before any lookup.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) const fn load() {}

/// Gives this thread the current configuration of the resolver. Call it before each lookup, on the
/// same thread.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) const fn prepare_thread() {}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod glibc {
    use std::ffi::{c_int, c_ulong};
    use std::net::ToSocketAddrs;
    use std::sync::Once;

    /// The first fields of `struct __res_state`, from `<bits/types/res_state.h>`. They have had
    /// this layout since glibc 2.0.
    #[repr(C)]
    struct State {
        retransmission_interval: c_int,
        retries: c_int,
        options: c_ulong,
    }

    /// From `<resolv.h>`: the state is initialized.
    const RES_INIT: c_ulong = 0x0001;
    /// From `<resolv.h>`: disables `HOSTALIASES`.
    const RES_NOALIASES: c_ulong = 0x1000;

    // The functions behind the macros `_res`, `res_ninit` and `res_nclose` of `<resolv.h>`.
    unsafe extern "C" {
        /// The state of the calling thread.
        safe fn __res_state() -> *mut State;
        fn __res_ninit(state: *mut State) -> c_int;
        fn __res_nclose(state: *mut State);
    }

    /// A name that is never sent to a name server, because it has empty labels (RFC 1035, section
    /// 2.3.1).
    const NO_NAME: &str = "..";

    /// Loads the configuration of name lookups, once per process. Call it on the thread that runs
    /// JavaScript, before any lookup.
    pub(crate) fn load() {
        static LOADED: Once = Once::new();
        // A lookup loads the whole configuration. This one sends nothing and takes 0.05 ms.
        LOADED.call_once(|| {
            let _ = (NO_NAME, 0).to_socket_addrs();
        });
    }

    /// Gives this thread the current configuration of the resolver. Call it before each lookup, on
    /// the same thread.
    pub(crate) fn prepare_thread() {
        let state = __res_state();
        // SAFETY: the pointer is to this thread's state, which lives as long as the thread. No
        // other thread uses it, and no lookup runs on this thread now.
        //
        // Unlike a first lookup, `__res_ninit` reads no variables while `/etc/resolv.conf` is
        // unchanged. The C library does not renew a state whose options were changed when
        // the file changes. So each lookup makes a new one.
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
        use std::process::Command;
        use std::{env, fs, thread};

        use super::*;

        fn options() -> c_ulong {
            // SAFETY: as in `prepare_thread`.
            unsafe { (*__res_state()).options }
        }

        #[test]
        fn a_prepared_thread_has_the_systems_options_and_no_aliases() {
            let expected = thread::spawn(|| {
                // The C library initializes the state by itself here.
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

        /// Other tests of this process use memory too, so this one runs in a separate process.
        #[test]
        fn many_lookups_leave_nothing_behind() {
            const ALONE: &str = "BAXVERIFY_TEST_ALONE";
            const NAME: &str =
                "dns::resolver_state::glibc::tests::many_lookups_leave_nothing_behind";
            if env::var_os(ALONE).is_none() {
                let program = env::current_exe().expect("a path");
                let test = Command::new(program).args(["--exact", NAME]).env(ALONE, "1").output();
                let output = String::from_utf8(test.expect("a process").stdout).expect("text");
                assert!(output.contains("1 passed"), "{output}");
                return;
            }
            let resident = || {
                let pages = fs::read_to_string("/proc/self/statm").expect("Linux");
                let pages = pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
                pages.expect("pages")
            };
            let grown = || {
                let before = resident();
                for _ in 0..50_000 {
                    prepare_thread();
                }
                resident().saturating_sub(before)
            };
            grown();
            // A leak takes 98 pages or more.
            let pages = grown();
            assert!(pages < 50, "{pages} pages");
        }
    }
}

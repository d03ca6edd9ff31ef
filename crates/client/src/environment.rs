//! Reads the environment variables that calls depend on.

use crate::base_url::BaseUrl;
use crate::dns::resolver_state;
use crate::proxy;
use crate::tls::roots;

/// Reads the variables that calls to this URL depend on, once per process: proxies, root
/// certificates, and the configuration of name lookups. Root certificates are then parsed on a
/// separate thread.
///
/// Call it on the thread that sets variables, before the first call. On Linux, a read on one thread
/// while another thread sets a variable is a use after free, so no other thread of this crate reads
/// the environment.
pub fn read_environment(base_url: &BaseUrl) {
    if proxy::may_use_tls(base_url) {
        roots::preload();
    }
    if proxy::may_look_up_names(base_url) {
        resolver_state::load();
    }
}

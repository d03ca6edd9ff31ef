//! Any values of the variables and any base URL give a route or an error that shows no value, never
//! a panic.
//!
//! An input is a base URL and the values of `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`
//! and `REQUEST_METHOD`, each after a zero byte; those that are missing are not set.

#![no_main]

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use baxverify_client::BaseUrl;
use baxverify_client::proxy::{Proxies, Route};
use libfuzzer_sys::fuzz_target;

const VARIABLES: [&str; 5] =
    ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"];

fuzz_target!(|input: &[u8]| {
    let mut fields = input.split(|&byte| byte == 0);
    let Some(base_url) = fields.next().and_then(|text| str::from_utf8(text).ok()) else { return };
    // Of a host with capitals and others than ASCII, a library asserts in debug builds that it has
    // no capitals.
    if !base_url.is_ascii() || base_url.contains('%') {
        return;
    }
    let Ok(base_url) = BaseUrl::parse(base_url) else { return };
    let values: Vec<OsString> = fields.map(|value| OsString::from_vec(value.to_vec())).collect();
    let proxies = Proxies::new(|name| {
        let at = VARIABLES.iter().position(|variable| *variable == name)?;
        values.get(at).cloned()
    });
    match proxies.route(&base_url) {
        Ok(Route::Direct) => {}
        Ok(Route::Via(proxy)) => {
            assert!(!base_url.is_loopback());
            assert!(base_url.is_secure() || proxy.is_near());
            assert!(proxy.for_client().is_ok());
            let variable = proxy.variable();
            let shown = format!("{proxy:?}");
            assert_eq!(shown, format!("ProxyUrl {{ variable: {variable:?}, .. }}"));
        }
        Err(unusable) => {
            assert!(!base_url.is_loopback());
            let variable = unusable.variable();
            let shown = unusable.to_string();
            assert!(shown.starts_with(variable));
            assert!(shown[variable.len()..].starts_with(" is set, but its value is not the URL"));
            assert!(shown.ends_with("Nothing was sent."));
            assert!(shown.len() < 300);
        }
    }
});

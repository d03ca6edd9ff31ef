//! Any bytes as a file of certificates give some or none, never a panic, and no more than they
//! hold.

#![no_main]

use baxverify_client::tls::pem::certificates;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (mut found, mut length) = (0, 0);
    certificates(input, |der| {
        found += 1;
        length += der.len();
    });
    assert!(found <= input.windows(9).filter(|window| window == b"-----END ").count());
    assert!(length <= input.len());
});

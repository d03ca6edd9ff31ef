fn main() {
    napi_build::setup();
    // A thread that is held up by a flooded connection may outlive the last environment. Its code
    // must stay mapped until then, also where that environment was a worker thread's.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}

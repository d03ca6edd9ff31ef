//! Test phone numbers: each always causes the same result, without any setup.
//!
//! They start with the unassigned country code 999, so none of them is a real number.

use baxverify_wire::ErrorCode;

use crate::settings::{Settings, TestCall};

/// Followed by the two-digit number of the error, three zeros and any digit.
const ERROR_PREFIX: &str = "+99900";
/// Followed by any four digits.
const FIXED_PREFIX: &str = "+999123456";
const FIXED_CODE: &str = "1234567890";
/// The `Retry-After` of the test number for the rate limit.
pub const RETRY_AFTER_SECONDS: u64 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestNumber {
    /// Every call succeeds, and the code is fixed.
    FixedCode,
    Fails(ErrorCode, Stage),
}

/// The call that fails. Earlier calls succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Send,
    Verify,
    Validate,
}

pub fn test_number(phone: &str) -> Option<TestNumber> {
    if let Some(rest) = phone.strip_prefix(FIXED_PREFIX) {
        return (rest.len() == 4).then_some(TestNumber::FixedCode);
    }
    let rest = phone.strip_prefix(ERROR_PREFIX)?;
    let (number, rest) = rest.split_at_checked(2)?;
    let digit = rest.strip_prefix("000")?;
    if digit.len() != 1 {
        return None;
    }
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    let code = *ErrorCode::ALL.get(index)?;
    Some(TestNumber::Fails(code, stage(code)))
}

/// Whether the phone behaves the same however often it is used.
pub fn is_test_number(settings: &Settings, phone: &str) -> bool {
    settings.test_number(phone).is_some() || test_number(phone).is_some()
}

/// Returns the error of a test number at this stage. Numbers of the project come first.
pub fn forced_error(settings: &Settings, phone: &str, at: Stage) -> Option<ErrorCode> {
    if let Some(number) = settings.test_number(phone) {
        let code = number.error.as_deref().and_then(ErrorCode::from_name)?;
        let call = number.call.map_or_else(|| stage(code), Stage::of);
        return (call == at).then_some(code);
    }
    match test_number(phone)? {
        TestNumber::Fails(code, stage) if stage == at => Some(code),
        _ => None,
    }
}

/// Returns the fixed code of a test number.
pub fn fixed_code<'a>(settings: &'a Settings, phone: &str, length: usize) -> Option<&'a str> {
    if let Some(number) = settings.test_number(phone) {
        return number.code.as_deref();
    }
    (test_number(phone)? == TestNumber::FixedCode)
        .then_some(&FIXED_CODE[..length.min(FIXED_CODE.len())])
}

impl Stage {
    const fn of(call: TestCall) -> Self {
        match call {
            TestCall::Send => Self::Send,
            TestCall::Verify => Self::Verify,
            TestCall::ValidateToken => Self::Validate,
        }
    }
}

const fn stage(code: ErrorCode) -> Stage {
    match code {
        ErrorCode::OtpExpired
        | ErrorCode::OtpInvalid
        | ErrorCode::OtpMaxAttempts
        | ErrorCode::VerifyFeeCredits => Stage::Verify,
        ErrorCode::TokenInvalid | ErrorCode::TokenConsumed => Stage::Validate,
        _ => Stage::Send,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use baxverify_wire::ErrorCode;

    use super::{Settings, Stage, TestNumber, fixed_code, test_number};
    use crate::phone::is_e164;

    #[test]
    fn every_error_has_ten_numbers() {
        let mut found = BTreeSet::new();
        for number in 1..=ErrorCode::ALL.len() {
            for digit in 0..10 {
                let phone = format!("+99900{number:02}000{digit}");
                assert!(is_e164(&phone));
                let Some(TestNumber::Fails(code, _)) = test_number(&phone) else {
                    panic!("{phone}")
                };
                assert_eq!(code, ErrorCode::ALL[number - 1]);
                found.insert(code.as_str());
            }
        }
        assert_eq!(found.len(), ErrorCode::ALL.len());
    }

    #[test]
    fn codes_are_fixed_at_every_length() {
        assert!(is_e164("+9991234560000"));
        let settings = Settings::all_enabled(Vec::new());
        assert_eq!(fixed_code(&settings, "+9991234560000", 6), Some("123456"));
        assert_eq!(fixed_code(&settings, "+9991234569999", 10), Some("1234567890"));
    }

    #[test]
    fn other_numbers_are_no_test_numbers() {
        for phone in [
            "+99900000000",
            "+99900190000",
            "+99900010010",
            "+999000100000",
            "+999000100",
            "+999123456000",
            "+99912345600000",
            "+4366412345678",
            "+999000x0000",
            "+99900é0000",
        ] {
            assert_eq!(test_number(phone), None, "{phone}");
        }
    }

    #[test]
    fn errors_occur_at_the_stage_of_the_real_service() {
        let at = |phone| match test_number(phone) {
            Some(TestNumber::Fails(_, stage)) => stage,
            other => panic!("{other:?}"),
        };
        assert_eq!(at("+99900010000"), Stage::Send);
        assert_eq!(at("+99900100000"), Stage::Verify);
        assert_eq!(at("+99900150000"), Stage::Validate);
    }
}

//! The settings of a project, and patches that change them.

use std::collections::BTreeSet;

use baxverify_wire::ErrorCode;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::phone::is_e164;
use crate::project_id;
use crate::quote::quoted;
use crate::webhooks::Endpoint;

/// The largest integer that JavaScript represents exactly.
const MAX_AMOUNT: u64 = (1 << 53) - 1;
/// Each call searches them.
const MAX_TEST_NUMBERS: usize = 1_000;
/// Each call searches them.
const MAX_KEYS: usize = 1_000;
const MAX_KEY_LENGTH: usize = 4_096;

#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the switches are independent of each other")]
pub struct Settings {
    pub active: bool,
    pub subscription: bool,
    /// Whether the plan includes `BaxVerify`.
    pub plan: bool,
    /// Whether `BaxVerify` is enabled.
    pub feature: bool,
    /// Whether a sender number or name is configured.
    pub sender: bool,
    /// `None` means no limit.
    pub credits: Option<u64>,
    pub verify_fee: u64,
    /// Phones to which every delivery fails.
    #[schema(value_type = Vec<String>)]
    pub fail_phones: BTreeSet<String>,
    pub api_keys: Vec<ApiKey>,
    /// Phones with a known code or error.
    #[serde(default)]
    pub test_numbers: Vec<TestNumber>,
    /// Where events are delivered. `None` means nowhere.
    #[serde(default)]
    pub webhook: Option<Endpoint>,
}

/// A phone that always gets the same code, or always causes the same error.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TestNumber {
    #[schema(pattern = r"^\+[1-9][0-9]{7,14}$")]
    pub phone: String,
    /// 4 to 10 digits. Random if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[0-9]{4,10}$")]
    pub code: Option<String>,
    /// A documented error. Every call succeeds if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The call that fails. Without it, the call that the error is documented for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<TestCall>,
}

/// A call that a test number can make fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TestCall {
    Send,
    Verify,
    ValidateToken,
}

impl TestNumber {
    fn validate(&self) -> Result<(), String> {
        let is_code = |code: &String| {
            (4..=10).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_e164(&self.phone) {
            return Err(format!("testNumbers: must be E.164 numbers, got {}", quoted(&self.phone)));
        }
        if !self.code.as_ref().is_none_or(is_code) {
            return Err("testNumbers: code must be 4 to 10 digits".to_owned());
        }
        if let Some(name) = self.error.as_ref().filter(|n| ErrorCode::from_name(n).is_none()) {
            return Err(format!(
                "testNumbers: error {} is not a documented error code",
                quoted(name)
            ));
        }
        if self.call.is_some() && self.error.is_none() {
            return Err("testNumbers: call is allowed only with error".to_owned());
        }
        Ok(())
    }
}

impl Settings {
    /// The settings of a project with every feature enabled and no credit limit.
    pub fn all_enabled(api_keys: Vec<ApiKey>) -> Self {
        Self {
            active: true,
            subscription: true,
            plan: true,
            feature: true,
            sender: true,
            credits: None,
            verify_fee: 0,
            fail_phones: BTreeSet::new(),
            api_keys,
            test_numbers: Vec::new(),
            webhook: None,
        }
    }

    /// Returns the test number of the project with this phone.
    pub fn test_number(&self, phone: &str) -> Option<&TestNumber> {
        self.test_numbers.iter().find(|number| number.phone == phone)
    }

    pub fn key(&self, key: &str) -> Option<&ApiKey> {
        self.api_keys.iter().find(|known| known.key == key)
    }

    pub fn can_afford(&self, cost: u64) -> bool {
        self.credits.is_none_or(|credits| credits >= cost)
    }

    pub fn charge(&mut self, cost: u64) {
        self.credits = self.credits.map(|credits| credits.saturating_sub(cost));
    }
}

#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiKey {
    /// A key with the prefix `bax_pk_` is a client key, every other one a server key.
    #[schema(pattern = "^[!-~]+$", max_length = 4096)]
    pub key: String,
    /// Whether the key was created with the `BaxVerify` scope.
    #[serde(default = "has_scope_by_default")]
    pub baxverify: bool,
}

const fn has_scope_by_default() -> bool {
    true
}

impl ApiKey {
    pub fn new(key: String) -> Self {
        Self { key, baxverify: true }
    }

    fn is_valid(&self) -> bool {
        let bytes = self.key.as_bytes();
        (1..=MAX_KEY_LENGTH).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
    }

    /// Client keys are part of published apps. They may send and verify, nothing else.
    pub fn is_client(&self) -> bool {
        self.key.starts_with("bax_pk_")
    }
}

/// A phone number in E.164 format.
#[derive(ToSchema)]
#[schema(pattern = r"^\+[1-9][0-9]{7,14}$")]
#[expect(dead_code, reason = "only its schema is used; `is_e164` validates")]
pub struct Phone(String);

/// A change of settings. Absent fields keep their values.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsPatch {
    /// The default project if absent.
    #[schema(pattern = "^[!-~]+$", max_length = 256)]
    pub project_id: Option<String>,
    /// `false` causes `BAXVERIFY_PROJECT_INACTIVE`.
    active: Option<bool>,
    /// `false` causes `BAXVERIFY_NO_SUBSCRIPTION`.
    subscription: Option<bool>,
    /// `false` causes `BAXVERIFY_PLAN_NOT_INCLUDED`.
    plan: Option<bool>,
    /// `false` causes `BAXVERIFY_FEATURE_DISABLED`.
    feature: Option<bool>,
    /// `false` causes `BAXVERIFY_SENDER_NOT_CONFIGURED` on send.
    sender: Option<bool>,
    /// Each delivered SMS costs one credit. `null` removes the limit.
    #[serde(default, deserialize_with = "some_even_if_null")]
    #[schema(value_type = Option<u64>, minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    credits: Option<Credits>,
    /// Credits that one successful verification costs.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    verify_fee: Option<u64>,
    /// Phones to which every delivery fails.
    #[schema(value_type = Option<Vec<Phone>>)]
    fail_phones: Option<BTreeSet<String>>,
    api_keys: Option<Vec<ApiKey>>,
    /// Phones with a known code or error, at most 1,000.
    test_numbers: Option<Vec<TestNumber>>,
    /// Where events about messages are delivered. `null` ends the deliveries.
    #[serde(default, deserialize_with = "some_even_if_null")]
    #[schema(value_type = Option<Endpoint>)]
    webhook: Option<Webhook>,
}

/// Credits in a patch: `null` is a separate value, which removes the limit.
type Credits = Option<u64>;

/// A webhook in a patch: `null` is a separate value, which ends the deliveries.
type Webhook = Option<Endpoint>;

/// Distinguishes `null` from an absent field: serde calls this only for a present one.
fn some_even_if_null<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl SettingsPatch {
    /// # Errors
    /// Returns the first invalid field and what it must be.
    pub fn validate(&self) -> Result<(), String> {
        self.project_id.as_deref().map_or(Ok(()), project_id::check)?;
        let is_too_large = |amount: u64| amount > MAX_AMOUNT;
        if self.credits.flatten().is_some_and(is_too_large)
            || self.verify_fee.is_some_and(is_too_large)
        {
            return Err(format!("credits, verifyFee: must be at most {MAX_AMOUNT}"));
        }
        if let Some(phone) = self.fail_phones.iter().flatten().find(|phone| !is_e164(phone)) {
            return Err(format!("failPhones: must be E.164 numbers, got {}", quoted(phone)));
        }
        let numbers = self.test_numbers.as_deref().unwrap_or_default();
        if numbers.len() > MAX_TEST_NUMBERS {
            return Err(format!("testNumbers: must be at most {MAX_TEST_NUMBERS} numbers"));
        }
        numbers.iter().try_for_each(TestNumber::validate)?;
        let keys = self.api_keys.as_deref().unwrap_or_default();
        if keys.len() > MAX_KEYS || !keys.iter().all(ApiKey::is_valid) {
            return Err(format!(
                "apiKeys: must be at most {MAX_KEYS} keys, each of 1 to {MAX_KEY_LENGTH} visible \
                 ASCII characters without spaces"
            ));
        }
        self.webhook.iter().flatten().try_for_each(Endpoint::validate)
    }

    pub fn apply(self, settings: &mut Settings) {
        fn set<T>(target: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *target = value;
            }
        }
        set(&mut settings.active, self.active);
        set(&mut settings.subscription, self.subscription);
        set(&mut settings.plan, self.plan);
        set(&mut settings.feature, self.feature);
        set(&mut settings.sender, self.sender);
        set(&mut settings.credits, self.credits);
        set(&mut settings.verify_fee, self.verify_fee);
        set(&mut settings.fail_phones, self.fail_phones);
        set(&mut settings.api_keys, self.api_keys);
        set(&mut settings.test_numbers, self.test_numbers);
        set(&mut settings.webhook, self.webhook);
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, Settings, SettingsPatch};

    fn patched(json: &str) -> Settings {
        let mut settings = Settings::all_enabled(vec![ApiKey::new("bax_sk_1".to_owned())]);
        settings.credits = Some(7);
        serde_json::from_str::<SettingsPatch>(json).unwrap().apply(&mut settings);
        settings
    }

    #[test]
    fn changes_only_what_it_names() {
        let settings = patched(r#"{"active":false,"verifyFee":2}"#);
        assert!(!settings.active && settings.subscription && settings.sender);
        assert_eq!((settings.credits, settings.verify_fee), (Some(7), 2));
    }

    #[test]
    fn null_removes_the_credit_limit() {
        assert_eq!(patched(r#"{"credits":null}"#).credits, None);
        assert_eq!(patched(r#"{"credits":0}"#).credits, Some(0));
    }

    #[test]
    fn charges_only_limited_credits() {
        let mut settings = patched("{}");
        assert!(settings.can_afford(7) && !settings.can_afford(8));
        settings.charge(7);
        assert_eq!(settings.credits, Some(0));
        settings.credits = None;
        settings.charge(7);
        assert!(settings.can_afford(u64::MAX));
    }

    #[test]
    fn errors_name_the_field() {
        for (json, field) in [
            (r#"{"failPhones":["123"]}"#, "failPhones"),
            (r#"{"apiKeys":[{"key":""}]}"#, "apiKeys"),
            (&format!(r#"{{"apiKeys":[{{"key":"{}"}}]}}"#, "x".repeat(4_097)), "apiKeys"),
            (r#"{"projectId":"a b"}"#, "projectId"),
            (r#"{"testNumbers":[{"phone":"7"}]}"#, "testNumbers"),
            (r#"{"testNumbers":[{"phone":"+4366412345678","code":"12x4"}]}"#, "testNumbers"),
            (r#"{"testNumbers":[{"phone":"+4366412345678","error":"X"}]}"#, "testNumbers"),
            (r#"{"testNumbers":[{"phone":"+4366412345678","call":"send"}]}"#, "testNumbers"),
            (r#"{"webhook":{"url":"https://a/"}}"#, "webhook.url"),
            (r#"{"verifyFee":9007199254740992}"#, "credits, verifyFee"),
        ] {
            let patch: SettingsPatch = serde_json::from_str(json).unwrap();
            assert!(patch.validate().unwrap_err().starts_with(field));
        }
    }
}

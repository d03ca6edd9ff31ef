//! The state of a project that its owner decides on, and changes to it.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::phone;

/// What JavaScript holds exactly.
const MAX_AMOUNT: u64 = (1 << 53) - 1;

#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the switches are independent of each other")]
pub(crate) struct Settings {
    pub(crate) active: bool,
    pub(crate) subscription: bool,
    /// Whether the plan includes `BaxVerify`.
    pub(crate) plan: bool,
    /// Whether `BaxVerify` is switched on.
    pub(crate) feature: bool,
    /// Whether there is a number or name to send from.
    pub(crate) sender: bool,
    /// `None` is without limit.
    pub(crate) credits: Option<u64>,
    pub(crate) verify_fee: u64,
    /// Phones that no message reaches.
    #[schema(value_type = Vec<String>)]
    pub(crate) fail_phones: BTreeSet<String>,
    pub(crate) api_keys: Vec<ApiKey>,
}

impl Settings {
    /// A project in which everything works.
    pub(crate) fn working(api_keys: Vec<ApiKey>) -> Self {
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
        }
    }

    pub(crate) fn key(&self, key: &str) -> Option<&ApiKey> {
        self.api_keys.iter().find(|known| known.key == key)
    }

    pub(crate) fn affords(&self, cost: u64) -> bool {
        self.credits.is_none_or(|credits| credits >= cost)
    }

    pub(crate) fn charge(&mut self, cost: u64) {
        self.credits = self.credits.map(|credits| credits.saturating_sub(cost));
    }
}

#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ApiKey {
    /// `bax_pk_…` is a client key, everything else a server key.
    #[schema(pattern = "^[!-~]+$")]
    pub(crate) key: String,
    /// Whether the key was created with the `BaxVerify` scope.
    #[serde(default = "scoped")]
    pub(crate) baxverify: bool,
}

const fn scoped() -> bool {
    true
}

impl ApiKey {
    pub(crate) fn new(key: String) -> Self {
        Self { key, baxverify: true }
    }

    /// Client keys ship inside apps: they may send and verify, and nothing else.
    pub(crate) fn is_client(&self) -> bool {
        self.key.starts_with("bax_pk_")
    }
}

/// A phone number in E.164 form.
#[derive(ToSchema)]
#[schema(pattern = r"^\+[1-9][0-9]{7,14}$")]
#[expect(dead_code, reason = "describes the shape; `is_e164` judges it")]
pub(crate) struct Phone(String);

/// A change: what is absent stays as it is.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SettingsPatch {
    /// The default project where absent.
    #[schema(pattern = "^[!-~]+$")]
    pub(crate) project_id: Option<String>,
    /// `false`: `BAXVERIFY_PROJECT_INACTIVE`.
    active: Option<bool>,
    /// `false`: `BAXVERIFY_NO_SUBSCRIPTION`.
    subscription: Option<bool>,
    /// `false`: `BAXVERIFY_PLAN_NOT_INCLUDED`.
    plan: Option<bool>,
    /// `false`: `BAXVERIFY_FEATURE_DISABLED`.
    feature: Option<bool>,
    /// `false`: `BAXVERIFY_SENDER_NOT_CONFIGURED` on send.
    sender: Option<bool>,
    /// Each delivered SMS costs one. `null` lifts the limit.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<u64>, minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    credits: Option<Credits>,
    /// Credits that a successful verification costs.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    verify_fee: Option<u64>,
    /// Phones that no message reaches.
    #[schema(value_type = Option<Vec<Phone>>)]
    fail_phones: Option<BTreeSet<String>>,
    api_keys: Option<Vec<ApiKey>>,
}

/// Credits as a change gives them: `null` is a value of its own and lifts the limit.
type Credits = Option<u64>;

/// Tells `null` from absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Credits>, D::Error> {
    Credits::deserialize(deserializer).map(Some)
}

impl SettingsPatch {
    /// What is wrong with the values, in words for the developer who wrote them.
    pub(crate) fn check(&self) -> Result<(), String> {
        let writable =
            |text: &String| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        if self.project_id.as_ref().is_some_and(|id| !writable(id)) {
            return Err("projectId: expected visible ASCII characters without spaces".to_owned());
        }
        let beyond = |amount: u64| amount > MAX_AMOUNT;
        if self.credits.flatten().is_some_and(beyond) || self.verify_fee.is_some_and(beyond) {
            return Err(format!("credits, verifyFee: expected {MAX_AMOUNT} at most"));
        }
        if let Some(phone) = self.fail_phones.iter().flatten().find(|phone| !phone::is_e164(phone))
        {
            return Err(format!("failPhones: expected E.164 numbers, got {phone:?}"));
        }
        if self.api_keys.iter().flatten().any(|key| !writable(&key.key)) {
            return Err(
                "apiKeys: expected keys of visible ASCII characters without spaces".to_owned()
            );
        }
        Ok(())
    }

    pub(crate) fn apply(self, settings: &mut Settings) {
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
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, Settings, SettingsPatch};

    fn patched(json: &str) -> Settings {
        let mut settings = Settings::working(vec![ApiKey::new("bax_sk_1".to_owned())]);
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
    fn null_lifts_the_credit_limit() {
        assert_eq!(patched(r#"{"credits":null}"#).credits, None);
        assert_eq!(patched(r#"{"credits":0}"#).credits, Some(0));
    }

    #[test]
    fn charges_only_counted_credits() {
        let mut settings = patched("{}");
        assert!(settings.affords(7) && !settings.affords(8));
        settings.charge(7);
        assert_eq!(settings.credits, Some(0));
        settings.credits = None;
        settings.charge(7);
        assert!(settings.affords(u64::MAX));
    }

    #[test]
    fn names_the_field_that_is_wrong() {
        for (json, field) in [
            (r#"{"failPhones":["123"]}"#, "failPhones"),
            (r#"{"apiKeys":[{"key":""}]}"#, "apiKeys"),
            (r#"{"projectId":"a b"}"#, "projectId"),
            (r#"{"verifyFee":9007199254740992}"#, "credits, verifyFee"),
        ] {
            let patch: SettingsPatch = serde_json::from_str(json).unwrap();
            assert!(patch.check().unwrap_err().starts_with(field));
        }
    }
}

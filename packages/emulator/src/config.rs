//! The configuration that an emulator starts with.

use serde::Deserialize;

use crate::fault_injection::Rule;
use crate::limits::Limits;
use crate::seed::Seed;
use crate::webhooks::Endpoint;

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// The address to listen on.
    pub host: String,
    /// 0 picks a free port.
    pub port: u16,
    /// Names that clients may use as `Host`, besides local names and addresses.
    pub allow_hosts: Vec<String>,
    /// The path in front of all routes, such as `/sms`, or empty.
    pub base_path: String,
    /// Origins whose pages may call the emulator, such as `http://localhost:3000`.
    pub cors: Vec<String>,
    pub project_id: String,
    /// The server key. Random if absent.
    pub api_key: Option<String>,
    /// The client key, which may send and verify. Random if absent.
    pub client_key: Option<String>,
    /// `None` means no limit.
    pub credits: Option<u64>,
    /// Credits that one successful verification costs.
    pub verify_fee: u64,
    pub limits: Limits,
    pub seed: Seed,
    /// The database file. Without one the state is lost when the process ends.
    pub data: Option<String>,
    pub faults: Vec<Rule>,
    /// The URL of the webhook of the default project.
    pub webhook: Option<String>,
    /// The secret of that webhook. Random if absent.
    pub webhook_secret: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 0,
            allow_hosts: Vec::new(),
            base_path: String::new(),
            cors: Vec::new(),
            project_id: "proj_emulator".to_owned(),
            api_key: None,
            client_key: None,
            credits: None,
            verify_fee: 0,
            limits: Limits::default(),
            seed: Seed::default(),
            data: None,
            faults: Vec::new(),
            webhook: None,
            webhook_secret: None,
        }
    }
}

impl Config {
    /// Returns the webhook of the default project.
    ///
    /// # Errors
    /// Returns what is wrong with the URL or the secret.
    pub fn endpoint(&self) -> Result<Option<Endpoint>, String> {
        let Some(url) = self.webhook.clone() else {
            return match self.webhook_secret {
                Some(_) => Err("webhookSecret: needs the option webhook".to_owned()),
                None => Ok(None),
            };
        };
        let endpoint = Endpoint::new(url, self.webhook_secret.clone());
        endpoint.validate()?;
        Ok(Some(endpoint))
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn absent_fields_get_their_defaults() {
        let config: Config = serde_json::from_str(r#"{"limits":{"maxAttempts":3}}"#).unwrap();
        assert_eq!(config.host, "127.0.0.1");
        assert_eq!((config.limits.max_attempts, config.limits.code_length), (3, 6));
    }

    #[test]
    fn unknown_fields_are_rejected() {
        assert!(serde_json::from_str::<Config>(r#"{"hots":"::1"}"#).is_err());
        assert!(serde_json::from_str::<Config>(r#"{"limits":{"attempts":3}}"#).is_err());
    }
}

//! The content of a seed file: projects and fault rules to start with.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::fault_injection::Rule;
use crate::settings::SettingsPatch;

#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// The URL or path of this schema, for editors.
    #[serde(rename = "$schema")]
    #[expect(dead_code, reason = "only editors read it")]
    schema: Option<String>,
    /// The initial settings of projects, which a reset restores. An entry without `projectId` is
    /// the default project.
    #[serde(default)]
    #[schema(value_type = Option<Vec<SettingsPatch>>)]
    pub projects: Vec<SettingsPatch>,
    /// The initial fault rules.
    #[serde(default)]
    #[schema(value_type = Option<Vec<Rule>>)]
    pub faults: Vec<Rule>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use utoipa::{PartialSchema, ToSchema};

    use super::Seed;

    /// A self-contained JSON Schema. The schemas that it refers to are in `$defs`.
    fn schema() -> Value {
        let mut others = Vec::new();
        Seed::schemas(&mut others);
        let mut schema = json!(Seed::schema());
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema["title"] = json!("Seed file of the BaxVerify emulator");
        schema["$defs"] = json!(others.into_iter().collect::<std::collections::BTreeMap<_, _>>());
        let text = schema.to_string().replace("#/components/schemas/", "#/$defs/");
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_published_schema_matches_the_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/seed.schema.json");
        crate::generated::assert_matches(path, &schema());
    }

    #[test]
    fn unknown_fields_are_rejected_and_schema_is_allowed() {
        assert!(serde_json::from_str::<Seed>(r#"{"$schema":"x","projects":[]}"#).is_ok());
        assert!(serde_json::from_str::<Seed>(r#"{"project":[]}"#).is_err());
        assert!(serde_json::from_str::<Seed>(r#"{"projects":[{"actve":true}]}"#).is_err());
    }
}

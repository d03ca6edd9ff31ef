//! Validates phone numbers, and finds them by their international and national forms.

/// Whether this is an E.164 number: a plus and 8 to 15 digits, the first of them not 0.
pub fn is_e164(phone: &str) -> bool {
    let Some(digits) = phone.strip_prefix('+') else { return false };
    (8..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A phone number, or the start of one, as people write it.
#[derive(Debug, PartialEq, Eq)]
pub struct PhonePattern {
    /// Without the international prefix.
    digits: String,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// It starts with a plus or with 00.
    International,
    /// It may be a national number, with or without the prefix for calls within the country.
    National,
}

impl PhonePattern {
    /// Accepts digits with spaces and the punctuation of phone numbers. Returns `None` for other
    /// texts.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (form, rest) = match (text.strip_prefix('+'), text.strip_prefix("00")) {
            (Some(rest), _) | (None, Some(rest)) => (Form::International, rest),
            (None, None) => (Form::National, text),
        };
        if rest.chars().any(|c| !c.is_ascii_digit() && !" -()/.\u{a0}".contains(c)) {
            return None;
        }
        let mut digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        // "+43 (0) 664": the zero is not dialled from abroad.
        if form == Form::International && rest.contains("(0)") {
            let before = rest[..rest.find("(0)")?].chars().filter(char::is_ascii_digit).count();
            digits.remove(before);
        }
        (!digits.is_empty()).then_some(Self { digits, form })
    }

    /// Whether the E.164 number starts like this, in its international or national form.
    pub fn matches(&self, phone: &str) -> bool {
        let digits = phone.trim_start_matches('+');
        if self.form == Form::International {
            return digits.starts_with(&self.digits);
        }
        let (country, national) = digits.split_at(country_code_length(digits).min(digits.len()));
        // Without a prefix, as in the USA, or with a zero that is part of the number, as in Italy.
        national.starts_with(&self.digits)
            || self
                .digits
                .strip_prefix(trunk_prefix(country))
                .is_some_and(|significant| national.starts_with(significant))
    }

    /// Whether the E.164 number contains this anywhere, or [`Self::matches`].
    pub fn occurs_in(&self, phone: &str) -> bool {
        self.matches(phone) || phone.contains(&self.digits)
    }
}

/// The length of the country code at the start of the digits, by the zones of ITU-T E.164.
fn country_code_length(digits: &str) -> usize {
    const TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    if digits.starts_with(['1', '7']) {
        1
    } else if TWO.iter().any(|code| digits.starts_with(code)) {
        2
    } else {
        3
    }
}

/// The prefix for calls within the country.
fn trunk_prefix(country: &str) -> &'static str {
    match country {
        "1" => "1",
        "7" => "8",
        "36" => "06",
        _ => "0",
    }
}

#[cfg(test)]
mod tests {
    use super::{PhonePattern, is_e164};

    #[test]
    fn accepts_8_to_15_digits_after_a_plus() {
        for phone in ["+12345678", "+4366412345678", "+123456789012345"] {
            assert!(is_e164(phone), "{phone}");
        }
    }

    #[test]
    fn rejects_everything_else() {
        for phone in [
            "",
            "+",
            "4366412345678",
            "+1234567",
            "+1234567890123456",
            "+0123456789",
            "+43 664 1234567",
            "+43-6641234567",
            "+4366412345678\n",
            "++436641234567",
            "+٤٣٦٦٤١٢٣٤٥",
        ] {
            assert!(!is_e164(phone), "{phone:?}");
        }
    }

    #[test]
    fn finds_a_number_by_every_form_of_it() {
        for (pattern, phone) in [
            ("+4366412345678", "+4366412345678"),
            ("+43 664 123 45 678", "+4366412345678"),
            ("+43 (0) 664 12345678", "+4366412345678"),
            ("0043664", "+4366412345678"),
            ("0664 / 123-45-678", "+4366412345678"),
            ("664 123", "+4366412345678"),
            ("(212) 555-0100", "+12125550100"),
            ("1 212 555", "+12125550100"),
            ("8 912 345", "+79123456789"),
            ("06 30 123", "+36301234567"),
            ("06 1234", "+3906123456"),
            ("0501234567", "+380501234567"),
        ] {
            assert!(PhonePattern::parse(pattern).unwrap().matches(phone), "{pattern}");
        }
    }

    #[test]
    fn other_numbers_and_texts_do_not_match() {
        for (pattern, phone) in [
            ("12345678", "+4366412345678"),
            ("+664", "+4366412345678"),
            ("0043 1", "+4366412345678"),
            ("0644", "+4366412345678"),
        ] {
            assert!(!PhonePattern::parse(pattern).unwrap().matches(phone), "{pattern}");
        }
        for text in ["", "+", "abc", "12a", "+43 x", "--"] {
            assert_eq!(PhonePattern::parse(text), None, "{text}");
        }
        assert!(PhonePattern::parse("12345678").unwrap().occurs_in("+4366412345678"));
    }
}

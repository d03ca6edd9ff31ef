//! The search patterns of a call. They are built from its secrets once, and matched against each
//! text.

use std::cell::OnceCell;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use memchr::memmem::{Finder, find_iter};
use serde_json::Value;
use zeroize::Zeroizing;

use super::SHORTEST;
use super::encodings::encoded;
use super::escapes::each_round;
use super::excerpt::Excerpt;
use super::mask::mask_digits;
use super::spans::{Shown, Spans};
use super::stream::Stream;
use super::timestamps::timestamps;

/// So many last digits identify a phone number without its country code and trunk prefix.
const NATIONAL_DIGITS: usize = 8;
/// Small countries have numbers of six and seven digits. They are searched without their prefix: a
/// country code of one to three digits (E.164), or +1 with an area code.
const SHORTEST_NATIONAL: usize = 6;
const LONGEST_PREFIX: usize = 4;
/// The most numbers in one `phone` value.
const MOST_NUMBERS: usize = 4;
/// Longer codes are found only as they were typed, not with other separators.
const LONGEST_CODE: usize = 64;
/// Shorter parts of a token reveal nothing.
const SHORTEST_PART: usize = 8;
/// A signed token (JWS) has three parts, an encrypted one (JWE) five.
const MOST_PARTS: usize = 5;
/// The claims of a longer token are not decoded.
const LONGEST_TOKEN: usize = 16 * 1024;
/// A longer claim is not a phone number.
const LONGEST_PHONE: usize = 64;
/// Shorter texts are not searched across white space, because neighbouring words would match.
const SHORTEST_BROKEN: usize = 8;

/// All patterns are folded like a [`Stream`]. The searchers are built for each text. That costs no
/// more than the length of the text, and leaves no copies in memory that are not wiped.
#[derive(Default)]
pub(super) struct Patterns {
    literals: Vec<Literal>,
    /// Digits, [`NATIONAL_DIGITS`] or more.
    phones: Vec<Zeroizing<Vec<u8>>>,
    codes: Vec<Code>,
}

/// Found as it is, at any position.
#[derive(PartialEq)]
struct Literal {
    text: Zeroizing<Vec<u8>>,
    /// How many neighbouring characters belong to it.
    before: usize,
    after: usize,
}

/// Found as it is at any position, and with separators where it stands by itself.
struct Code {
    /// Letters and digits.
    text: Zeroizing<Vec<u8>>,
    is_phone: bool,
}

impl Patterns {
    pub(super) fn add_key(&mut self, key: &str) {
        self.add_text(key);
    }

    pub(super) fn add_code(&mut self, code: &str) {
        let code = code.trim();
        let mut is_found = false;
        each_round(code, |stream| {
            let symbols = Excerpt::alphanumerics(stream);
            let text = Zeroizing::new(symbols.numbers().flatten().copied().collect());
            is_found |= self.add_symbols(text, false) && symbols.numbers().count() == 1;
            // The caller may pass `code: 530264`, and the service may use only the digits.
            let digits = Excerpt::digits(stream);
            if digits.numbers().count() == 1 {
                self.add_symbols(digits.into_bytes(), false);
            }
        });
        if !is_found {
            self.add_literals(code);
        }
        let plain: String = code.chars().filter(|char| char.is_alphanumeric()).collect();
        let plain = Zeroizing::new(plain);
        for form in [plain.to_lowercase(), plain.to_uppercase()].map(Zeroizing::new) {
            if form != plain {
                self.add_encodings(form.as_bytes());
            }
        }
        self.add_encodings(plain.as_bytes());
        if plain.as_str() != code {
            self.add_encodings(code.as_bytes());
        }
    }

    pub(super) fn add_token(&mut self, token: &str) {
        let token = token.trim();
        let bearer = token.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("Bearer "));
        let token = if bearer { token[7..].trim_start() } else { token };
        self.add_text(token);
        let parts: Vec<&str> = token.splitn(MOST_PARTS, '.').collect();
        if parts.len() > 1 {
            for part in parts.iter().filter(|part| part.len() >= SHORTEST_PART) {
                self.add_text(part);
            }
            if token.len() <= LONGEST_TOKEN {
                self.add_claims(parts[1]);
            }
        }
    }

    /// The phone numbers in the claims of a token.
    fn add_claims(&mut self, payload: &str) {
        let Ok(json) = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')) else { return };
        let Ok(Value::Object(claims)) = serde_json::from_slice(&json) else { return };
        for name in ["sub", "phone", "phone_number"] {
            let phone = match claims.get(name) {
                Some(Value::String(phone)) => phone.clone(),
                Some(Value::Number(phone)) => phone.to_string(),
                _ => continue,
            };
            if phone.chars().count() <= LONGEST_PHONE {
                self.add_phone(&phone);
            }
        }
    }

    pub(super) fn add_phone(&mut self, phone: &str) {
        let phone = phone.trim();
        let mut is_one_number = false;
        each_round(phone, |stream| {
            let digits: Vec<u8> =
                stream.bytes().iter().copied().filter(u8::is_ascii_digit).collect();
            let digits = Zeroizing::new(digits);
            if let Some(national) = digits.len().checked_sub(NATIONAL_DIGITS) {
                let number = Excerpt::digits(stream);
                is_one_number |= number.bytes() == digits.as_slice();
                self.add_encodings(&digits);
                self.add_encodings(&digits[national..]);
                self.add_digits(&digits);
                // `+43 676 11223399 (office)`, or with another number behind it.
                number.numbers().take(MOST_NUMBERS).for_each(|number| self.add_digits(number));
            } else {
                self.add_encodings(&digits);
                is_one_number |= self.add_symbols(digits, true);
            }
        });
        if !is_one_number {
            self.add_literals(phone);
        }
        // The encodings of the digits are parts of those of the international number.
        if !phone.trim_start_matches('+').bytes().all(|byte| byte.is_ascii_digit()) {
            self.add_encodings(phone.as_bytes());
        }
    }

    fn add_digits(&mut self, digits: &[u8]) {
        if digits.len() >= NATIONAL_DIGITS
            && !self.phones.iter().any(|known| known.as_slice() == digits)
        {
            self.phones.push(Zeroizing::new(digits.to_vec()));
            for national in (1..=LONGEST_PREFIX).map(|prefix| &digits[prefix..]) {
                if (SHORTEST_NATIONAL..NATIONAL_DIGITS).contains(&national.len()) {
                    self.add_symbols(Zeroizing::new(national.to_vec()), true);
                }
            }
        }
    }

    /// Returns whether a search of this kind is possible.
    fn add_symbols(&mut self, text: Zeroizing<Vec<u8>>, is_phone: bool) -> bool {
        if !(SHORTEST..=LONGEST_CODE).contains(&text.len()) {
            return false;
        }
        if !self.codes.iter().any(|known| known.text == text && known.is_phone == is_phone) {
            self.codes.push(Code { text, is_phone });
        }
        true
    }

    fn add_text(&mut self, text: &str) {
        self.add_literals(text);
        if text.contains(' ') {
            // The encoding of HTML forms.
            self.add_literals(&Zeroizing::new(text.replace(' ', "+")));
        }
        self.add_encodings(text.as_bytes());
    }

    /// The service may decode its input, so a text with escapes is a secret in each form.
    fn add_literals(&mut self, text: &str) {
        each_round(text, |stream| {
            let mut text = Excerpt::unspaced(stream).into_bytes();
            if text.len() < SHORTEST_BROKEN {
                text = Zeroizing::new(stream.bytes().to_vec());
            }
            self.add_literal(Literal { text, before: 0, after: 0 });
        });
    }

    fn add_encodings(&mut self, secret: &[u8]) {
        if secret.len() >= SHORTEST {
            for form in encoded(secret) {
                let text = Zeroizing::new(form.text.to_ascii_lowercase().into_bytes());
                self.add_literal(Literal { text, before: form.before, after: form.after });
            }
        }
    }

    fn add_literal(&mut self, literal: Literal) {
        if literal.text.len() >= SHORTEST && !self.literals.contains(&literal) {
            self.literals.push(literal);
        }
    }

    /// The positions of the secrets in `text`. `None` if it has too many layers of encoding.
    pub(super) fn find(&self, text: &str) -> Option<Spans> {
        let mut spans = Spans::default();
        each_round(text, |stream| self.search(stream, &mut spans)).then_some(spans)
    }

    fn search(&self, stream: &Stream, spans: &mut Spans) {
        self.search_literals(stream, spans);
        let digits = Excerpt::digits(stream);
        for phone in &self.phones {
            for found in phones(digits.bytes(), phone) {
                let shown = mask_digits(&digits.bytes()[found.clone()]);
                spans.push(stream.place(digits.origin(&found)), Shown::Masked(shown));
            }
        }
        let all = OnceCell::new();
        let times = OnceCell::new();
        for code in &self.codes {
            let excerpt = if code.text.iter().all(u8::is_ascii_digit) {
                &digits
            } else {
                all.get_or_init(|| Excerpt::alphanumerics(stream))
            };
            let is_time = |place: &Range<usize>| {
                let times = times.get_or_init(|| timestamps(stream.bytes()));
                let next = times.partition_point(|time| time.end < place.end);
                times.get(next).is_some_and(|time| time.start <= place.start)
            };
            for found in codes(excerpt, &code.text, is_time) {
                let shown = if code.is_phone {
                    Shown::Masked(mask_digits(&code.text))
                } else {
                    Shown::Replacement
                };
                spans.push(stream.place(excerpt.origin(&found)), shown);
            }
        }
    }

    fn search_literals(&self, stream: &Stream, spans: &mut Spans) {
        let unspaced = OnceCell::new();
        for literal in &self.literals {
            if literal.text.len() > stream.bytes().len() {
                continue;
            }
            let broken = (literal.text.len() >= SHORTEST_BROKEN)
                .then(|| unspaced.get_or_init(|| Excerpt::unspaced(stream)));
            let bytes = broken.map_or(stream.bytes(), Excerpt::bytes);
            for start in find_iter(bytes, &literal.text) {
                let end = (start + literal.text.len() + literal.after).min(bytes.len());
                let found = start.saturating_sub(literal.before)..end;
                let found = broken.map_or(found.clone(), |unspaced| unspaced.origin(&found));
                spans.push(stream.place(found), Shown::Replacement);
            }
        }
    }

    /// Whether a JSON number is a code that has lost its leading zeros.
    pub(super) fn is_code(&self, number: &str) -> bool {
        self.codes.iter().any(|code| {
            let zeros = code.text.iter().take_while(|digit| **digit == b'0').count();
            &code.text[zeros..] == number.as_bytes()
        })
    }
}

/// The positions of a phone number among digits: whole, or without country code and trunk prefix.
fn phones<'a>(digits: &'a [u8], phone: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
    let prefix = phone.len() - NATIONAL_DIGITS;
    let mut end = 0;
    occurrences(digits, &phone[prefix..]).map(move |start| {
        // No digit is visited twice, so the time is linear.
        let before = digits[end.min(start)..start].iter().rev().zip(phone[..prefix].iter().rev());
        let more = before.take_while(|(digit, wanted)| digit == wanted).count();
        end = start + NATIONAL_DIGITS;
        start - more..end
    })
}

/// The positions of a code: as it is, even inside a longer text, or with separators, if it begins
/// and ends where its parts do. `is_time` returns whether a position belongs to a timestamp, which
/// is no match.
fn codes<'a>(
    excerpt: &'a Excerpt,
    code: &'a [u8],
    is_time: impl Fn(&Range<usize>) -> bool + 'a,
) -> impl Iterator<Item = Range<usize>> + 'a {
    occurrences(excerpt.bytes(), code)
        .map(|start| start..start + code.len())
        .filter(|found| excerpt.is_contiguous(found) || excerpt.is_apart(found))
        .filter(move |found| excerpt.is_contiguous(found) || !is_time(&excerpt.origin(found)))
}

/// The positions of `wanted` in `bytes`, overlapping ones too. For short patterns.
fn occurrences<'a>(bytes: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let finder = Finder::new(wanted);
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + finder.find(&bytes[from..])?;
        from = start + 1;
        Some(start)
    })
}

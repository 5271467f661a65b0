use super::datum::{put_datum, read_datum, text};
use super::form::Form;
use super::gathered::Gathered;
use crate::value::Datum;

/// The values of one column on the way into a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    /// None as long as there is no value.
    pub(super) form: Option<Form>,
    pub(super) present: Vec<bool>,
    /// Numbers of the form, or codes of the strings; 0 where there is no value.
    pub(super) values: Vec<i64>,
    pub(super) strings: Gathered,
}

/// A row of one of several parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pick {
    pub(super) part: u32,
    pub(super) row: u32,
}

impl Cells {
    /// So many rows without a value.
    pub(super) fn missing(rows: usize) -> Self {
        Self { present: vec![false; rows], values: vec![0; rows], ..Self::default() }
    }

    fn push_value(&mut self, value: Option<i64>) {
        self.present.push(value.is_some());
        self.values.push(value.unwrap_or_default());
    }

    /// So many more rows without a value.
    pub(super) fn extend_missing(&mut self, rows: usize) {
        self.present.resize(self.present.len() + rows, false);
        self.values.resize(self.values.len() + rows, 0);
    }

    pub(super) fn push(&mut self, datum: Option<&Datum>) {
        let Some(datum) = datum else { return self.push_value(None) };
        // Most are numbers of no more places than those before.
        if let (Some(Form::Number { places }), Datum::Number(number)) = (self.form, datum)
            && number.scale() <= places
            && let Some(units) = number.at_scale(places)
        {
            return self.push_value(Some(units));
        }
        let form = Form::of(datum);
        let common = self.form.map_or(form, |known| known.and(form));
        if self.form != Some(common) && !self.turn_into(common) {
            self.turn_into(Form::Any);
        }
        let value = self.value(datum).unwrap_or_else(|| {
            self.turn_into(Form::Any);
            self.value(datum).unwrap_or_default()
        });
        self.push_value(Some(value));
    }

    fn value(&mut self, datum: &Datum) -> Option<i64> {
        match (self.form?, datum) {
            (Form::Text, Datum::Text(text)) => Some(self.strings.code(text.as_bytes()).into()),
            (Form::Any, _) => {
                let mut bytes = Vec::new();
                put_datum(&mut bytes, datum);
                Some(self.strings.code(&bytes).into())
            }
            (form, _) => form.number(datum),
        }
    }

    /// Pushes a value that is bytes of a form.
    pub(super) fn push_bytes(&mut self, form: Form, bytes: Option<&[u8]>) {
        if bytes.is_some() {
            self.form = Some(form);
        }
        let code = bytes.map(|bytes| self.strings.code(bytes).into());
        self.push_value(code);
    }

    /// The value of a row.
    pub(super) fn datum(&self, row: usize) -> Option<Datum> {
        let value = self.values.get(row).copied().filter(|_| self.present[row])?;
        match self.form? {
            Form::Text => text(self.strings.get(value as u32)).map(Datum::Text),
            Form::Any => read_datum(self.strings.get(value as u32)),
            form => form.datum(value),
        }
    }

    /// Keeps all values in another form; whether they can be.
    fn turn_into(&mut self, form: Form) -> bool {
        match (self.form, form) {
            (None, _) => {}
            (Some(known), _) if known == form => {}
            (Some(Form::Number { places: known }), Form::Number { places }) => {
                let factor = 10_i64.pow(u32::from(places.saturating_sub(known)));
                match self.values.iter().map(|value| value.checked_mul(factor)).collect() {
                    Some(values) => self.values = values,
                    None => return false,
                }
            }
            _ => {
                let data: Vec<Option<Datum>> = (0..self.values.len()).map(|row| self.datum(row)).collect();
                *self = Self { form: Some(Form::Any), ..Self::default() };
                for datum in data {
                    let value = datum.and_then(|datum| self.value(&datum));
                    self.push_value(value);
                }
            }
        }
        self.form = Some(form);
        true
    }

    /// The picked rows of several parts.
    pub(super) fn gather(mut parts: Vec<Self>, picks: &[Pick]) -> Self {
        let form = parts.iter().filter_map(|part| part.form).reduce(Form::and);
        let mut gathered = Self { form, ..Self::default() };
        let Some(form) = form else { return Self::missing(picks.len()) };
        if !parts.iter_mut().all(|part| part.form.is_none() || part.turn_into(form)) {
            parts.iter_mut().filter(|part| part.form.is_some()).for_each(|part| _ = part.turn_into(Form::Any));
            gathered.form = Some(Form::Any);
        }
        gathered.present = picks.iter().map(|pick| parts[pick.part as usize].present[pick.row as usize]).collect();
        gathered.values.reserve(picks.len());
        if gathered.form.is_some_and(Form::is_bytes) {
            let mut known: Vec<Vec<Option<i64>>> = parts.iter().map(|part| vec![None; part.strings.len()]).collect();
            for (pick, &is_present) in picks.iter().zip(&gathered.present) {
                let part = &parts[pick.part as usize];
                let code = part.values[pick.row as usize];
                let value = if is_present {
                    let known = &mut known[pick.part as usize][code as usize];
                    *known.get_or_insert_with(|| gathered.strings.code(part.strings.get(code as u32)).into())
                } else {
                    0
                };
                gathered.values.push(value);
            }
        } else {
            gathered.values.extend(picks.iter().map(|pick| parts[pick.part as usize].values[pick.row as usize]));
        }
        gathered
    }
}

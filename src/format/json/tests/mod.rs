//! What JSON promises: cases first, then laws on generated documents.

mod reading;

//! Printed forms: form data to page layout to PDF.

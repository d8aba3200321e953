//! What can be wrong with a file or a page of it. A page without a QR is no error.

/// Why a file or a page is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// Neither PNG, JPEG, BMP nor PDF.
    #[error("the file is no picture and no PDF that is read here")]
    UnknownFormat,
    /// More bytes than a scan has.
    #[error("the file has {found} bytes, at most {allowed} are read")]
    FileTooLarge {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        allowed: usize,
    },
    /// More pixels than a scanner's best setting gives.
    #[error("the picture has {width} x {height} pixels, at most {allowed} are read")]
    TooManyPixels {
        /// Of the picture.
        width: u32,
        /// Of the picture.
        height: u32,
        /// Pixels allowed.
        allowed: u64,
    },
    /// Cut off, or not what its beginning says.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    /// A PDF that cannot be opened: damaged, or locked by a password.
    #[error("the PDF is not readable: {0}")]
    UnreadablePdf(String),
    /// More pages than a stack of paper has.
    #[error("the PDF has {found} pages, at most {allowed} are read")]
    TooManyPages {
        /// Found.
        found: usize,
        /// Allowed.
        allowed: usize,
    },
    /// A page of a PDF that is no scan: letters and lines, or nothing.
    #[error("the page holds no picture")]
    NoPicture,
    /// A page whose picture is packed in a way that is not read here.
    #[error("pictures packed as {0} are not read")]
    UnreadPacking(String),
    /// A picture that no quality and size makes small enough.
    #[error("the page does not become smaller than {smallest} bytes")]
    NotCompressible {
        /// Bytes of the smallest that was tried.
        smallest: usize,
    },
}

impl ScanError {
    /// The stable code, `scan.reason`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownFormat => "scan.unknown_format",
            Self::FileTooLarge { .. } => "scan.file_too_large",
            Self::TooManyPixels { .. } => "scan.too_many_pixels",
            Self::Damaged(_) => "scan.damaged",
            Self::UnreadablePdf(_) => "scan.unreadable_pdf",
            Self::TooManyPages { .. } => "scan.too_many_pages",
            Self::NoPicture => "scan.no_picture",
            Self::UnreadPacking(_) => "scan.unread_packing",
            Self::NotCompressible { .. } => "scan.not_compressible",
        }
    }
}

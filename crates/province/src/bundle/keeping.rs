//! The bytes of a file while it waits to be taken in: in the object store, where every process of the server finds them.

use std::io::{Error as IoError, Read};
use std::sync::Arc;

use axum::body::Bytes;
use chrono::TimeDelta;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart};
use sqlx_core::query_scalar::query_scalar;
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::error::{ProvinceError, Refusal};
use crate::province::Province;

/// A file that nobody took in is forgotten after this time.
const WAITING_DAYS: i64 = 7;
const AT_A_TIME: u64 = 1 << 20;

/// Where they wait, beside the offices' folders.
pub(crate) const BROUGHT: &str = "brought";

fn path_of(bundle: Uuid) -> Path {
    Path::from_iter([BROUGHT.to_owned(), bundle.to_string()])
}

/// A file that is being brought.
pub(crate) struct Upload {
    pub(super) bundle: Uuid,
    pub(super) size: u64,
    most: u64,
    to: WriteMultipart,
}

impl Upload {
    /// Some more of it.
    ///
    /// # Errors
    /// [`Refusal::BundleTooLarge`]; what the object store says.
    pub async fn put(&mut self, bytes: Bytes) -> Result<(), ProvinceError> {
        self.size += bytes.len() as u64;
        if self.size > self.most {
            return Err(Refusal::BundleTooLarge.into());
        }
        self.to.wait_for_capacity(1).await?;
        self.to.put(bytes);
        Ok(())
    }

    /// Nothing of it is kept.
    pub async fn give_up(self) {
        if let Err(error) = self.to.abort().await {
            tracing::warn!(%error, "a file that was given up was left over");
        }
    }

    /// All of it is there.
    pub(super) async fn end(self) -> Result<(Uuid, u64), ProvinceError> {
        self.to.finish().await?;
        Ok((self.bundle, self.size))
    }
}

/// Reads a file on a thread that may wait.
pub(super) struct StoredFile {
    storage: Arc<dyn ObjectStore>,
    path: Path,
    size: u64,
    at: u64,
    here: Bytes,
    runtime: Handle,
}

impl Read for StoredFile {
    fn read(&mut self, to: &mut [u8]) -> Result<usize, IoError> {
        if self.here.is_empty() && self.at < self.size {
            let end = (self.at + AT_A_TIME).min(self.size);
            let range = self.storage.get_range(&self.path, self.at..end);
            self.here = self.runtime.block_on(range).map_err(IoError::other)?;
            self.at = end;
        }
        let count = self.here.len().min(to.len());
        to[..count].copy_from_slice(&self.here.split_to(count));
        Ok(count)
    }
}

impl Province {
    /// Begins to take a file from a browser. Forgets those that nobody took in.
    ///
    /// # Errors
    /// What database and object store say.
    pub(crate) async fn begin_upload(&self) -> Result<Upload, ProvinceError> {
        self.forget_old().await?;
        let bundle = self.make_id()?;
        let upload = self.storage.put_multipart(&path_of(bundle)).await?;
        Ok(Upload { bundle, size: 0, most: self.bundle_bytes, to: WriteMultipart::new(upload) })
    }

    pub(super) fn open_file(&self, bundle: Uuid, size: u64) -> StoredFile {
        StoredFile {
            storage: Arc::clone(&self.storage),
            path: path_of(bundle),
            size,
            at: 0,
            here: Bytes::new(),
            runtime: Handle::current(),
        }
    }

    pub(super) async fn remove_file(&self, bundle: Uuid) -> Result<(), ProvinceError> {
        match self.storage.delete(&path_of(bundle)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Where those lie that wait to be taken in.
    pub(crate) async fn list_waiting(&self) -> Result<Vec<Path>, ProvinceError> {
        let waiting: Vec<Uuid> =
            query_scalar("SELECT bundle FROM bundle WHERE taken_at IS NULL").fetch_all(&self.pool).await?;
        Ok(waiting.into_iter().map(path_of).collect())
    }

    pub(crate) async fn forget_old(&self) -> Result<(), ProvinceError> {
        let old: Vec<Uuid> =
            query_scalar("DELETE FROM bundle WHERE taken_at IS NULL AND brought_at < $1 RETURNING bundle")
                .bind(self.now_at() - TimeDelta::days(WAITING_DAYS))
                .fetch_all(&self.pool)
                .await?;
        for bundle in old {
            self.remove_file(bundle).await?;
        }
        Ok(())
    }
}

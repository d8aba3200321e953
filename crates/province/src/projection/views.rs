//! to come
use crate::error::ProvinceError;
use sqlx_postgres::PgPool;
pub(crate) async fn make(_pool: &PgPool) -> Result<(), ProvinceError> {
    Ok(())
}

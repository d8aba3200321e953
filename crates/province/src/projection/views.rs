//! to come
use sqlx_postgres::PgPool;
use crate::error::ProvinceError;
pub(crate) async fn make(_pool: &PgPool) -> Result<(), ProvinceError> {
    Ok(())
}

-- Why cases carried over do not reach the next report: the first of these explanations that fits.
with carried as (

    select * from {{ ref('int_checks__between_years') }}
    where check_code = 'Y-CARRY'

),

failed as (

    select * from carried
    where reason_code = 'violated'

),

series as (

    select * from {{ ref('int_reports__series') }}

),

-- What the two reports say besides the cell that fails; an empty cell adds nothing, an unread one leaves it unknown.
sums as (

    select
        carried.report_id,
        bool_and(carried.cells_not_readable = 0) filter (where carried.member <> 'total')
        and sum(carried.expected) filter (where carried.member <> 'total')
        = sum(carried.actual) filter (where carried.member <> 'total') as applicants_fit,
        bool_and(carried.cells_not_readable = 0) filter (
            where carried.member not in ('total', 'natural_person')
        )
        and sum(carried.expected) filter (where carried.member not in ('total', 'natural_person'))
        = sum(carried.actual) filter (where carried.member not in ('total', 'natural_person')) as organisations_fit,
        bool_or(carried.reason_code = 'closed') filter (where carried.member = 'total') as total_fits
    from carried
    inner join (select distinct report_id from failed) as reports on carried.report_id = reports.report_id
    group by carried.report_id

),

-- Other documents that state what was carried over: versions of last year's report that are not current, and last
-- year's report of the office where this is the government's, or the other way round.
others as (

    select
        series.report_id,
        versions.document_id,
        'other_version_fits' as explanation_code
    from series
    inner join {{ ref('int_documents__versioned') }} as versions on series.previous_report_id = versions.report_id
    where
        series.report_id in (select report_id from failed)
        and not versions.is_current

    union all

    select
        series.report_id,
        other_reports.document_id,
        'scopes_cross' as explanation_code
    from series
    inner join series as other_series
        on
            series.series_code = other_series.series_code
            and series.report_year = other_series.report_year + 1
            and series.scope <> other_series.scope
    inner join {{ ref('int_reports__current') }} as other_reports on other_series.report_id = other_reports.report_id
    where
        series.report_id in (select report_id from failed)
        and series.scope in ('government', 'office')
        and other_series.scope in ('government', 'office')

),

fitting as (

    select distinct
        others.report_id,
        cells.col_code as member,
        others.explanation_code
    from others
    inner join {{ ref('int_documents__cells') }} as cells on others.document_id = cells.document_id
    inner join failed
        on
            others.report_id = failed.report_id
            and cells.col_code = failed.member
            and cells.value = failed.actual
    where
        cells.table_name = 'applications'
        and cells.row_code = 'carried_out'

)

select
    failed.report_id,
    failed.member,
    case
        when versions.report_id is not null then 'other_version_fits'
        when failed.member = 'total' and sums.applicants_fit then 'only_total_off'
        when failed.member not in ('total', 'natural_person') and sums.organisations_fit
            then 'organisations_reclassified'
        when failed.member <> 'total' and sums.total_fits then 'applicants_reclassified'
        when scopes.report_id is not null then 'scopes_cross'
        when failed.expected = 0 or failed.actual = 0 then 'zero_on_one_side'
        else 'unexplained'
    end as explanation_code
from failed
inner join sums on failed.report_id = sums.report_id
left join fitting as versions
    on
        failed.report_id = versions.report_id
        and failed.member = versions.member
        and versions.explanation_code = 'other_version_fits'
left join fitting as scopes
    on
        failed.report_id = scopes.report_id
        and failed.member = scopes.member
        and scopes.explanation_code = 'scopes_cross'

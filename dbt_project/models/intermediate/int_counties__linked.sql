with reports as (

    select * from {{ ref('int_counties__reports') }}

),

divisions as (

    select * from {{ ref('stg_reference__divisions') }}
    where is_county

),

-- One row for each division that ended and each that took over from it, in the report year that saw it happen.
handed_over as (

    select
        division_code as previous_division_code,
        unnest(string_split(successor_code, ' ')) as division_code,
        len(string_split(successor_code, ' ')) as heir_count,
        cast(year(valid_to + 1) as smallint) as boundary_year
    from divisions
    where
        successor_code is not null
        and valid_to is not null

),

-- The area stayed whole where one division ended, one took its place, and that one had not existed before.
boundaries as (

    select
        handed_over.division_code,
        handed_over.boundary_year,
        case
            when
                count(*) = 1
                and max(handed_over.heir_count) = 1
                and count(older.division_code) = 0
                then max(handed_over.previous_division_code)
        end as previous_division_code
    from handed_over
    left join divisions as older
        on
            handed_over.division_code = older.division_code
            and older.valid_from < make_date(handed_over.boundary_year, 1, 1)
    group by handed_over.division_code, handed_over.boundary_year

),

bounded as (

    select
        reports.report_id,
        reports.division_code,
        reports.report_year,
        reports.scope,
        reports.form_version,
        max(boundaries.boundary_year) as boundary_year,
        max(boundaries.previous_division_code) filter (
            where boundaries.boundary_year = reports.report_year
        ) as ended_division_code
    from reports
    left join boundaries
        on
            reports.division_code = boundaries.division_code
            and reports.report_year >= boundaries.boundary_year
    group by all

)

-- The year before is t - 1 and nothing else: a gap is not bridged.
select
    bounded.report_id,
    bounded.division_code,
    bounded.report_year,
    bounded.scope,
    bounded.form_version,
    bounded.boundary_year,
    previous.report_id as previous_report_id,
    previous.division_code as previous_division_code,
    previous.scope as previous_scope,
    previous.form_version as previous_form_version,
    case
        when bounded.boundary_year = bounded.report_year then 'division_changed'
        when previous.report_id is null then 'no_previous'
        when bounded.scope <> previous.scope then 'scope_changed'
    end as previous_why_not
from bounded
left join reports as previous
    on
        previous.division_code = coalesce(bounded.ended_division_code, bounded.division_code)
        and bounded.report_year = previous.report_year + 1

with divisions as (

    select * from {{ ref('stg_reference__divisions') }}

),

-- One row for each division that ended and each that took over from it; the report of the year that saw it end is
-- the successor's.
handed_over as (

    select
        division_code as previous_code,
        unnest(string_split(successor_code, ' ')) as division_code,
        len(string_split(successor_code, ' ')) as heir_count,
        cast(year(valid_to + 1) as smallint) as report_year
    from divisions
    where
        successor_code is not null
        and valid_to is not null

)

-- The area stayed whole where one division ended, one took its place, and that one had not been there before.
select
    handed_over.division_code,
    handed_over.report_year,
    case
        when count(*) = 1 and max(handed_over.heir_count) = 1 and count(older.division_code) = 0
            then max(handed_over.previous_code)
    end as previous_code
from handed_over
left join (
    select
        division_code,
        min(valid_from) as valid_from
    from divisions
    group by division_code
) as older
    on
        handed_over.division_code = older.division_code
        and older.valid_from < make_date(handed_over.report_year, 1, 1)
group by handed_over.division_code, handed_over.report_year

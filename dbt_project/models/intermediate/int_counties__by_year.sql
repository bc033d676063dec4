-- Year after year, the counties that exist on 31 December: the N of every "n of N".
with years as (

    select distinct report_year from {{ ref('fct_reports') }}

),

divisions as (

    select * from {{ ref('stg_reference__divisions') }}

)

select
    divisions.division_code,
    years.report_year,
    divisions.division_name,
    divisions.level,
    divisions.prefecture_code,
    divisions.prefecture_name,
    divisions.province_code,
    divisions.province_name,
    divisions.nation_code
from years
inner join divisions
    on
        divisions.valid_from <= make_date(years.report_year, 12, 31)
        and coalesce(divisions.valid_to, date '9999-12-31') >= make_date(years.report_year, 12, 31)
where divisions.is_county

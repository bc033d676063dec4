-- Figures far above what the same body prints in its other years: digits that ran together.
-- default 100: smaller figures jump by chance; default 20 times the median, of at least two other years.
with series as (

    select
        reports.report_no,
        series.report_id,
        dense_rank() over (order by series.series_id) as series_no
    from {{ ref('int_reports__series') }} as series
    inner join {{ ref('int_checks__reports') }} as reports on series.report_id = reports.report_id
    qualify count(*) over (partition by series.series_id) >= 3

),

-- The same place on every form that has it.
places as (

    select
        cell_no,
        row_code || '.' || col_code as place,
        dense_rank() over (order by table_name, row_code, col_code) as place_no
    from {{ ref('int_forms__cells') }}

),

figures as not materialized (

    select
        series.series_no,
        cells.report_no,
        places.place_no,
        cells.value
    from {{ ref('int_checks__cells') }} as cells
    inner join series on cells.report_no = series.report_no
    inner join places on cells.cell_no = places.cell_no
    where cells.value is not null

),

compared as (

    select
        large.report_no,
        large.place_no,
        large.value,
        median(others.value) as median_value
    from figures as large
    inner join figures as others
        on
            large.series_no = others.series_no
            and large.place_no = others.place_no
            and large.report_no <> others.report_no
    where large.value > 100
    group by large.report_no, large.place_no, large.value
    having count(*) >= 2

)

select
    series.report_id,
    count(distinct compared.place_no) as outlier_count,
    max_by(places.place, compared.value) as place,
    max(compared.value) as value,
    max_by(compared.median_value, compared.value) as median_value
from compared
inner join series on compared.report_no = series.report_no
inner join (
    select distinct
        place_no,
        place
    from places
) as places on compared.place_no = places.place_no
where compared.value > 20 * compared.median_value
group by series.report_id

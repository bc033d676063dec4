-- The report of a county's government against those of its office, departments and townships.
with bodies as (

    select
        reports.report_no,
        series.report_id,
        series.series_id,
        series.division_code,
        series.report_year,
        series.scope,
        series.form_version
    from {{ ref('int_reports__series') }} as series
    inner join {{ ref('int_checks__reports') }} as reports on series.report_id = reports.report_id
    where series.scope in ('government', 'office', 'department', 'township')

),

governments as (

    select *
    from bodies
    where
        scope = 'government'
        and form_version in ('2019', '2021')

),

parts as (

    select *
    from bodies
    where scope <> 'government'

),

-- The same place on every form that has it.
places as (

    select
        cell_no,
        table_name,
        row_code,
        col_code,
        dense_rank() over (order by table_name, row_code, col_code) as place_no
    from {{ ref('int_forms__cells') }}
    where table_name in ('applications', 'reviews')

),

named as (

    select
        place_no,
        any_value(row_code) as row_code,
        any_value(col_code) as col_code,
        any_value(row_code || '.' || col_code) as place
    from places
    group by place_no

),

-- Which bodies there are is known from their reports of this year and of the years on either side.
known as (

    select
        governments.report_no as government_no,
        count(distinct parts.series_id) as known_count,
        count(distinct parts.series_id) filter (where parts.report_year = governments.report_year) as found_count,
        known_count = found_count
        and count(distinct parts.scope) filter (where parts.report_year = governments.report_year) = 3 as is_complete
    from governments
    inner join parts
        on
            governments.division_code = parts.division_code
            and parts.report_year between governments.report_year - 1 and governments.report_year + 1
    group by governments.report_no

),

complete as (

    select
        known.government_no,
        known.known_count,
        parts.report_no as part_no
    from known
    inner join governments on known.government_no = governments.report_no
    inner join parts
        on
            governments.division_code = parts.division_code
            and governments.report_year = parts.report_year
    where known.is_complete

),

offices as (

    select
        governments.report_no as government_no,
        parts.report_no as office_no,
        parts.report_id as office_id
    from governments
    inner join parts
        on
            governments.division_code = parts.division_code
            and governments.report_year = parts.report_year
            and parts.scope = 'office'

),

whole_cells as (

    select
        governments.report_no as government_no,
        places.table_name,
        places.place_no,
        cells.value
    from governments
    inner join {{ ref('int_checks__cells') }} as cells on governments.report_no = cells.report_no
    inner join places on cells.cell_no = places.cell_no
    where cells.value is not null

),

office_cells as (

    select
        offices.government_no,
        places.place_no,
        cells.value
    from offices
    inner join {{ ref('int_checks__cells') }} as cells on offices.office_no = cells.report_no
    inner join places on cells.cell_no = places.cell_no
    where cells.value is not null

),

under_office as (

    select
        whole_cells.government_no,
        whole_cells.table_name,
        count(*) as compared,
        count(*) filter (where whole_cells.value < office_cells.value) as off_count,
        min(named.place) filter (where whole_cells.value < office_cells.value) as place
    from whole_cells
    inner join office_cells
        on
            whole_cells.government_no = office_cells.government_no
            and whole_cells.place_no = office_cells.place_no
    inner join named on whole_cells.place_no = named.place_no
    group by whole_cells.government_no, whole_cells.table_name

),

-- Empty cells of a body add nothing; a cell that one of them has not, or that cannot be read, is left out.
added as (

    select
        complete.government_no,
        places.place_no,
        sum(coalesce(cells.value, 0)) as value
    from complete
    inner join {{ ref('int_checks__cells') }} as cells on complete.part_no = cells.report_no
    inner join places on cells.cell_no = places.cell_no
    where cells.cell_status in ('reported', 'blank', 'dash')
    group by complete.government_no, complete.known_count, places.place_no
    having count(*) = complete.known_count

),

against_sums as (

    select
        whole_cells.government_no,
        whole_cells.table_name,
        named.row_code,
        named.col_code,
        named.place,
        added.value as expected,
        whole_cells.value as actual
    from whole_cells
    inner join added
        on
            whole_cells.government_no = added.government_no
            and whole_cells.place_no = added.place_no
    inner join named on whole_cells.place_no = named.place_no

),

sums_by_table as (

    select
        government_no,
        table_name,
        count(*) as compared,
        count(*) filter (where expected <> actual) as off_count,
        min(place) filter (where expected <> actual) as place
    from against_sums
    where row_code not in ('carried_in', 'carried_out')
    group by government_no, table_name

),

results as (

    select
        governments.report_id,
        'H-01' as check_code,
        tables.table_name as member,
        case
            when offices.office_id is null then 'no_counterpart'
            when under_office.compared is null then 'figure_not_printed'
            when under_office.off_count = 0 then 'holds'
            else 'violated'
        end as reason_code,
        case when under_office.compared is not null then 0 end as expected,
        under_office.off_count as actual,
        under_office.place,
        offices.office_id as counterpart_id
    from governments
    cross join (values ('applications'), ('reviews')) as tables (table_name)
    left join offices on governments.report_no = offices.government_no
    left join under_office
        on
            governments.report_no = under_office.government_no
            and tables.table_name = under_office.table_name

    union all

    select
        governments.report_id,
        'H-02' as check_code,
        tables.table_name as member,
        case
            when known.government_no is null then 'no_counterpart'
            when not known.is_complete then 'bodies_missing'
            when sums_by_table.compared is null then 'figure_not_printed'
            when sums_by_table.off_count = 0 then 'holds'
            else 'violated'
        end as reason_code,
        case when sums_by_table.compared is not null then 0 end as expected,
        sums_by_table.off_count as actual,
        concat_ws(', ', sums_by_table.place, known.found_count || '/' || known.known_count) as place,
        null as counterpart_id
    from governments
    cross join (values ('applications'), ('reviews')) as tables (table_name)
    left join known on governments.report_no = known.government_no
    left join sums_by_table
        on
            governments.report_no = sums_by_table.government_no
            and tables.table_name = sums_by_table.table_name

    union all

    select
        governments.report_id,
        'H-04' as check_code,
        items.row_code as member,
        case
            when known.government_no is null then 'no_counterpart'
            when not known.is_complete then 'bodies_missing'
            when against_sums.expected is null then 'figure_not_printed'
            when against_sums.expected = against_sums.actual then 'holds'
            else 'violated'
        end as reason_code,
        against_sums.expected,
        against_sums.actual,
        known.found_count || '/' || known.known_count as place,
        null as counterpart_id
    from governments
    cross join (values ('carried_in'), ('carried_out')) as items (row_code)
    left join known on governments.report_no = known.government_no
    left join against_sums
        on
            governments.report_no = against_sums.government_no
            and items.row_code = against_sums.row_code
            and against_sums.col_code = 'total'

)

select
    report_id,
    check_code,
    member,
    reason_code,
    cast(expected as decimal(38, 4)) as expected,
    cast(actual as decimal(38, 4)) as actual,
    nullif(place, '') as place,
    counterpart_id
from results

union all

select
    series.report_id,
    checks.check_code,
    '' as member,
    'not_concerned' as reason_code,
    null as expected,
    null as actual,
    null as place,
    null as counterpart_id
from {{ ref('int_reports__series') }} as series
cross join (values ('H-01'), ('H-02'), ('H-04')) as checks (check_code)
where
    series.scope <> 'government'
    and series.form_version in ('2019', '2021')

create table customers (id integer primary key, name varchar(80) not null, email varchar(120) not null unique, phone varchar(20), ended_on date);
create index customers_email on customers (lower(trim(email)));
create table orders (id integer primary key, customer_id integer not null references customers (id), total integer not null, ordered_on date not null);
create index orders_customer on orders (customer_id);
create table invoices (id integer primary key, order_id integer not null references orders (id), billing_name varchar(80), amount integer not null, issued_on date not null);
create index invoices_order on invoices (order_id);
create table recordings (id integer primary key, customer_id integer references customers (id), path varchar(200), recorded_at timestamp not null);
create index recordings_customer on recordings (customer_id);
create table newsletter (id integer primary key, email varchar(120) not null);
create index newsletter_email on newsletter (lower(trim(email)));
insert into customers values (1, 'Anna de Wit', 'anna@voorbeeld.example', '020-0000001', null), (2, 'Bram Bos', 'bram@voorbeeld.example', null, null),
  (3, 'Carla Smit', 'carla@voorbeeld.example', null, '2015-03-01');
insert into orders values (1, 1, 2500, '2016-05-01'), (2, 1, 4900, '2026-02-01'), (3, 2, 1200, '2026-03-01'), (4, 3, 800, '2014-01-01');
insert into invoices values (1, 1, 'Anna de Wit', 2500, '2016-05-02'), (2, 2, 'Anna de Wit', 4900, '2026-02-02'), (3, 3, 'Bram Bos', 1200, '2026-03-02'), (4, 4, 'Carla Smit', 800, '2014-01-02');
insert into recordings values (1, 1, '/rec/1.ogg', '2024-01-10 10:00:00'), (2, 2, '/rec/2.ogg', '2024-02-10 10:00:00');
insert into newsletter values (1, ' Anna@Voorbeeld.example'), (2, 'bram@voorbeeld.example');
